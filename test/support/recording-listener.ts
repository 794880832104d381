import type { ResourceListener, ResourceRef } from '../../src/kube/resource-store.ts';

/** Writes down what a store tells: `Kind/name` of what changed, and the messages of what is invalid. */
export class RecordingListener implements ResourceListener {
  readonly changed: string[] = [];
  readonly invalid: { readonly ref: string | undefined; readonly message: string }[] = [];

  resourceChanged({ kind, name }: ResourceRef): void {
    this.changed.push(`${kind}/${name}`);
  }

  referenceChanged(kind: 'Secret' | 'ConfigMap', name: string): void {
    this.changed.push(`${kind}/${name}`);
  }

  syncErrorChanged(name: string): void {
    this.changed.push(`OXSyncError/${name}`);
  }

  resourceInvalid(ref: ResourceRef | undefined, message: string): void {
    this.invalid.push({ ref: ref && `${ref.kind}/${ref.name}`, message });
  }

  /** Forgets what it has heard. */
  clear(): void {
    this.changed.length = 0;
    this.invalid.length = 0;
  }
}
