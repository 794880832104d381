import type { z } from 'zod';

export const API_GROUP = 'ox-operator.dev';
export const API_VERSION = 'v1alpha1';

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  /** 1: only with `-o wide`. */
  readonly priority?: 1;
}

/** Everything there is to know of one kind of custom resource: manifest, types, checks and documentation come from it. */
export interface CustomResource<Spec extends z.ZodType = z.ZodType, Status extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly description: string;
  readonly spec: Spec;
  readonly status: Status;
  readonly columns: readonly PrinterColumn[];
  readonly selectableFields: readonly string[];
  /** Top-level fields of the spec that can never change, with what to do instead. */
  readonly immutable: Readonly<Record<string, string>>;
}

const ready = '.status.conditions[?(@.type=="Ready")]';

export const READY_COLUMN: PrinterColumn = {
  name: 'Ready',
  type: 'string',
  jsonPath: `${ready}.status`,
  description: 'Whether everything is as it should be.',
};

export const STATUS_COLUMN: PrinterColumn = {
  name: 'Status',
  type: 'string',
  jsonPath: `${ready}.message`,
  description: 'What is going on.',
};

export const AGE_COLUMN: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'How long ago the resource was created.',
};

export const CONTEXT_COLUMN: PrinterColumn = {
  name: 'Context',
  type: 'string',
  jsonPath: '.spec.contextRef.name',
  description: 'The OXContext in which it lives.',
};
