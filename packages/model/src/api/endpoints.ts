import { eventEndpoints } from './events.ts';
import { instanceEndpoints } from './instances.ts';
import { logEndpoints } from './logs.ts';
import { stepEndpoints } from './steps.ts';
import { systemEndpoints } from './system.ts';
import { workflowEndpoints } from './workflows.ts';

/** Every REST call, by id. */
export const endpoints = {
  ...workflowEndpoints,
  ...instanceEndpoints,
  ...stepEndpoints,
  ...logEndpoints,
  ...eventEndpoints,
  ...systemEndpoints,
} as const;

/** The ids of all REST calls. */
export type EndpointId = keyof typeof endpoints;
