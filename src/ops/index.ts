export { type AdoptionView, adoptionRoutes } from './adoption-routes.ts';
export { driftRoutes } from './drift-routes.ts';
export { healthRoutes, metricsRoutes, statusRoutes } from './faces.ts';
export { HttpFace, type Routes } from './http-face.ts';
export { Metrics, type MetricViews } from './metrics.ts';
export { type ApiList, objectRoutes, ofLeader } from './object-routes.ts';
export type { ObjectView } from './object-view.ts';
export { planBody, planRoutes } from './plan-routes.ts';
export type { ContextSummary, DirectorySummary, Readiness, Summary } from './summary.ts';
