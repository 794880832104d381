import { htmlReply, plain, type Reply, type Routes } from './http-face.ts';
import type { Metrics } from './metrics.ts';
import { statusPage } from './status-page.ts';
import { type Summary, summaryJson } from './summary.ts';

/**
 * For the kubelet. Neither asks OX or the directory: their outage is no reason to restart or to take the operator away. `whatIsLacking`: one
 * line, `undefined` when it is ready.
 */
export function healthRoutes(whatIsLacking: () => string | undefined): Routes {
  return {
    '/healthz': () => plain(200, 'ok'),
    '/readyz': () => {
      const lacking = whatIsLacking();
      return lacking === undefined ? plain(200, 'ok') : plain(503, lacking);
    },
  };
}

/** For Prometheus. */
export function metricsRoutes(metrics: Metrics): Routes {
  return { '/metrics': async (): Promise<Reply> => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }) };
}

/** For people and for the commands. */
export function statusRoutes(summarize: () => Summary): Routes {
  return {
    '/': ({ query }) => htmlReply(200, statusPage(summarize(), query.has('pause'))),
    '/api/v1/summary': () => ({ status: 200, contentType: 'application/json; charset=utf-8', body: summaryJson(summarize()) }),
  };
}
