import { z } from 'zod';
import { withRules } from './rules.ts';
import { expected, manifestsOnly, reference } from './schema-parts.ts';

const ldapFields = z.object({
  urls: z
    .array(
      z
        .string()
        .max(512)
        .regex(/^ldaps?:\/\/[^\s/]+\/?$/)
        .meta(expected('an address such as ldaps://ldap.example.org:636'))
        .describe('One server, such as ldaps://ldap.example.org:7636.'),
    )
    .min(1)
    .max(10)
    .describe('LDAP servers, tried in this order. 1 to 10.'),
  baseDN: z.string().min(1).max(1024).describe('Where the directory begins, such as dc=example,dc=org.'),
  bindSecretRef: reference('Secret with the keys bindDN and password')
    .optional()
    .describe(
      'Who reads the directory. The bind DN must be free of size and time limits, else large searches are cut short. Default: anonymous.',
    ),
  caConfigMapRef: reference('ConfigMap with the key ca.crt')
    .optional()
    .describe('Certificates (PEM) that the servers are checked against. Default: those of the operator image.'),
  caSecretRef: reference('Secret with the key ca.crt').optional().describe('The same, in a Secret.'),
  startTLS: z
    .boolean()
    .default(false)
    .describe('Switches an ldap:// connection to TLS before anything is sent. Prefer ldaps:// where there is a choice.'),
});

export const ldap = withRules(
  ldapFields,
  {
    cel: '!(has(self.caConfigMapRef) && has(self.caSecretRef))',
    holds: (source) => source.caConfigMapRef === undefined || source.caSecretRef === undefined,
    message: 'caConfigMapRef and caSecretRef say the same: keep one of them',
  },
  {
    cel: "!self.startTLS || self.urls.all(url, url.startsWith('ldap://'))",
    holds: (source) => !source.startTLS || source.urls.every((url) => url.startsWith('ldap://')),
    message: 'startTLS needs addresses that begin with ldap://; with ldaps:// the connection is encrypted already, so leave startTLS out',
  },
).describe('An LDAP server as the source. Exactly one of ldap and ldif is needed.');

const ldifFields = z.object({
  configMapRef: reference('ConfigMap with the key people.ldif')
    .optional()
    .describe('Holds the entries as LDIF text in the key people.ldif.'),
  file: z
    .string()
    .min(1)
    .max(1024)
    .meta(manifestsOnly)
    .optional()
    .describe('Path of an LDIF file, relative to the folder of manifests. Only for ox-operator run --manifests.'),
});

export const ldif = withRules(ldifFields, {
  cel: 'has(self.configMapRef)',
  holds: (source) => (source.configMapRef === undefined) !== (source.file === undefined),
  message: 'name the ConfigMap that holds the entries in configMapRef (without Kubernetes: or the LDIF file in file)',
}).describe('LDIF text as the source, for trials and where no LDAP server can be reached. Exactly one of ldap and ldif is needed.');
