import { selFigures } from './sel.ts';
import { recovery, runRound } from './workloads.ts';

/** One round of all workloads, in a process of its own; its messages are what begins, then the figures. */
const tell = (text: string) => process.send?.(text);
const figures = await runRound(tell);
tell('W8');
const w8_recovery_ms = await recovery();
tell('SEL');
process.send?.({ ...figures, w8_recovery_ms, ...selFigures() });
process.disconnect?.();
