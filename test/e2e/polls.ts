import type { CommandProcess } from '../support/command-process.ts';

/** Waits until a directory was read `count` more times. A read that finds work takes it up before the next one begins. */
export async function polls(operator: CommandProcess, directory: string, count = 2): Promise<void> {
  const url = await operator.until('listens for /metrics', () => operator.log.find((line) => line.url?.endsWith('/metrics'))?.url ?? false);
  const pattern = new RegExp(`poll_duration_seconds_count\\{directory="${directory}"\\} (\\d+)`);
  const read = async (): Promise<number> => Number(pattern.exec(await (await fetch(url)).text())?.[1] ?? 0);
  const before = await read();
  await operator.until(`reads ${directory} ${count} more times`, async () => (await read()) >= before + count);
}
