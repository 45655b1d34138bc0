export type { Output, Surroundings } from './context.ts';
export { main } from './program.ts';
