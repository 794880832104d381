import { join } from 'node:path';

/** Where a Pod finds the API server: the first address of the range of Services, whose Service everybody knows by its variables. */
export const API_SERVICE = '127.96.0.1:443';

/** An address that a Pod may call, and where the node answers it; both as `address:port`. */
export interface Route {
  readonly inside: string;
  readonly outside: string;
}

/** Everything of the node lies in `folder`. This containerd is set up for a machine that may not lower the OOM score of a process. */
export function containerdSettings(folder: string): string {
  return `version = 2
root = "${folder}/containerd-root"
state = "${folder}/containerd-state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${folder}/cni-programs"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
`;
}

/** The network of Pods: loopback, and these routes. The ports are those of the operator. */
export function networkSettings(folder: string, routes: readonly Route[]): object {
  const plugin = { type: 'lonet', stateFolder: join(folder, 'lonet'), prefix: '127.97.0.', outbound: routes, inbound: [8080, 8081, 8082] };
  return { cniVersion: '0.4.0', name: 'lonet', plugins: [plugin] };
}

/** It takes cgroups of version 1 too, leaves packet filters alone, and never removes images: no registry could give them back. */
export function kubeletSettings(folder: string, pki: string, port: number): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: '127.0.0.1',
    port,
    readOnlyPort: 0,
    healthzPort: 0,
    tlsCertFile: join(pki, 'kubelet-serving.crt'),
    tlsPrivateKeyFile: join(pki, 'kubelet-serving.key'),
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: join(pki, 'ca.crt') } },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    podLogsDir: join(folder, 'logs'),
    resolvConf: '',
    makeIPTablesUtilChains: false,
    localStorageCapacityIsolation: false,
    // Half a minute less for whoever waits for a changed ConfigMap.
    syncFrequency: '5s',
  };
}
