/** Everything that can be switched on, at once. */
export const EVERYTHING = {
  commonLabels: { team: 'groupware' },
  commonAnnotations: { 'example.org/owner': 'groupware' },
  imagePullSecrets: [{ name: 'registry' }],
  replicaCount: 2,
  ox: { caConfigMapRef: { name: 'ox-ca' }, maxRate: 100 },
  connectorDefaults: { DEFAULT_CONTEXT: 10, OX_LANGUAGE: 'de_DE', OX_CONNECTOR_STOP_ON_ERROR: false },
  contexts: { 'city-hall': { contextId: 10, contextName: 'cityhall' }, huge: { contextId: 2147483647 } },
  directories: {
    people: {
      ldap: { urls: ['ldaps://ldap.example.org:636'], baseDN: 'dc=example,dc=org', bindSecretRef: { name: 'ldap-bind' } },
      users: { mode: 'CreateOnly', contextId: { default: 10 } },
    },
  },
  accessProfiles: { custom: { guests: { profileName: 'guests', rights: ['webmail'] } } },
  extraObjects: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'further' }, data: { a: 'b' } },
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "{{ .Release.Name }}-text"\ndata:\n  ca.crt: ""\n',
  ],
  priorityClassName: 'system-cluster-critical',
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  tolerations: [{ key: 'groupware', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy.example.org:3128' }],
  extraVolumes: [{ name: 'further', emptyDir: {} }],
  extraVolumeMounts: [{ name: 'further', mountPath: '/further' }],
  persistence: { storageClassName: 'fast', annotations: { 'example.org/backup': 'no' } },
  networkPolicy: {
    enabled: true,
    statusFrom: [{ ipBlock: { cidr: '192.0.2.1/32' } }],
    egress: { enabled: true, extraRules: [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }] },
  },
  serviceMonitor: {
    enabled: true,
    labels: { release: 'prometheus' },
    relabelings: [{ action: 'labeldrop', regex: 'pod_ip' }],
    metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'nodejs_.*' }],
  },
  prometheusRule: {
    enabled: true,
    labels: { release: 'prometheus' },
    alertLabels: { team: 'groupware' },
    extraGroups: [{ name: 'own', rules: [{ record: 'own:objects', expr: 'sum(ox_operator_objects)' }] }],
  },
  grafanaDashboard: { enabled: true, namespace: 'monitoring', annotations: { grafana_folder: 'OX' } },
};
