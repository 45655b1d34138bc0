export { createClient, type RondoClient } from './client.ts';
export { RondoApiError, RondoUnreachableError, RondoWaitTimeoutError } from './errors.ts';
export type { ReceivedEvent, SubscribeOptions } from './events.ts';
export type { InstanceOrRun, StartOptions, WaitOptions } from './instances.ts';
export type { FollowOptions } from './logs.ts';
export type { AttemptRef, InstanceRef, RunRef } from './references.ts';
export type { Call, CallInput, ClientOptions } from './transport.ts';
