import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { HttpFace, type Routes } from '../../src/ops/index.ts';

const routes: Routes = {
  '/': () => ({ status: 200, contentType: 'text/plain', body: 'home' }),
  '/broken': () => {
    throw new Error('it is broken');
  },
};

async function listen(): Promise<HttpFace> {
  const face = await HttpFace.listen({ setting: 'STATUS_ADDRESS', host: '127.0.0.1', port: 0, routes });
  onTestFinished(() => face.close());
  return face;
}

/** Unlike fetch it sends the path as it is. */
function ask(face: HttpFace, path: string, method = 'GET'): Promise<{ status: number | undefined; body: string }> {
  const { hostname, port } = new URL(face.url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    asking.on('error', reject).end();
  });
}

it.each([
  ['GET', '/', 200, 'home'],
  ['GET', '/?reload', 200, 'home'],
  ['HEAD', '/', 200, ''],
  ['POST', '/', 405, 'This address is read-only: use GET.\n'],
  ['GET', '/nothing', 404, 'Nothing is at /nothing; here are /, /broken\n'],
  ['GET', '//', 404, 'Nothing is at //; here are /, /broken\n'],
  ['GET', '/__proto__', 404, 'Nothing is at /__proto__; here are /, /broken\n'],
  ['GET', '/broken', 500, 'it is broken\n'],
])('answers %s %s with %i', async (method, path, status, body) => {
  expect(await ask(await listen(), path, method)).toEqual({ status, body });
});

it.each([
  ['127.0.0.1', /^127\.0\.0\.1:\d+$/],
  ['0.0.0.0', /^port \d+ of all addresses$/],
  [undefined, /^port \d+ of all addresses$/],
])('on %s tells where it can be reached, and how from this machine', async (host, place) => {
  const face = await HttpFace.listen({ setting: 'STATUS_ADDRESS', host, port: 0, routes });
  onTestFinished(() => face.close());
  expect(face.place).toMatch(place);
  expect(await (await fetch(face.url)).text()).toBe('home');
});

it('lets no page load anything or be framed', async () => {
  const { headers } = await fetch((await listen()).url);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
});
