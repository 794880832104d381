import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells commands on the same machine where the operator of a folder of manifests answers. */
export class EndpointFile {
  private readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, '.ox-operator', 'endpoint');
  }

  async write(url: string): Promise<void> {
    await writeFile(this.path, `${url}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
