import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface GoTool {
  readonly moduleFolder: string;
  readonly packagePath: string;
  readonly output: string;
  /** What `kube-apiserver --version` says, such as v1.37.2. */
  readonly version: string;
}

const progressEveryMs = 15_000;

/** Builds one program of a Go module; `report` is told every 15 seconds how far it is. Rejects with the last lines of the compiler. */
export async function buildGoTool(tool: GoTool, report: (progress: string) => void): Promise<void> {
  const begin = Date.now();
  let packages = 0;
  const describe = (): string => `${packages} packages compiled, ${Math.round((Date.now() - begin) / 1000)} s`;
  const ticker = setInterval(() => report(describe()), progressEveryMs);
  try {
    await go(
      ['build', '-v', '-trimpath', '-ldflags', linkerFlags(tool.version), '-o', tool.output, tool.packagePath],
      tool.moduleFolder,
      () => {
        packages += 1;
      },
    );
  } finally {
    clearInterval(ticker);
  }
  report(`done, ${describe()}`);
}

export async function hasGo(): Promise<boolean> {
  return go(['version'], '.').then(
    () => true,
    () => false,
  );
}

function go(args: readonly string[], folder: string, onLine: (line: string) => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
    const child = spawn('go', args, { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const tail: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine(line);
      tail.push(line);
      if (tail.length > 10) tail.shift();
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`go ${args[0]} failed:\n${tail.join('\n')}`))));
  });
}

function linkerFlags(version: string): string {
  const [major, minor] = version.slice(1).split('.');
  const facts = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: '0'.repeat(40),
    buildDate: '1970-01-01T00:00:00Z',
  };
  const settings = Object.entries(facts).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s', '-w', ...settings].join(' ');
}
