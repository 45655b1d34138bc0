import { Agent, request } from 'node:http';
import { atOnce, percentile, timed } from './statistics.ts';

/** A process of its own that starts runs over HTTP and waits for the end of each: `URL WORKFLOW COUNT IN_FLIGHT`. */
const [url = '', workflowId = '', count = '0', inFlight = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(inFlight) });
const base = `${url}/api/v3/workflows/${workflowId}`;
const body = JSON.stringify({ initiator: { type: 'MANUAL' } });

function call(method: string, path: string, content?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = {
      user: 'bench',
      ...(content && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
    };
    const sent = request(`${base}${path}`, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

const latencies: number[] = [];
const ms = await timed(() =>
  atOnce(Number(count), Number(inFlight), async () => {
    const took = await timed(async () => {
      const started = (await call('POST', '/versions/1/actions/start', body)) as {
        workflow_instance_id: number;
      };
      const path = `/instances/${started.workflow_instance_id}/runs/1?wait_for=terminal&enriched=false`;
      const instance = (await call('GET', path)) as { status: string };
      if (instance.status !== 'SUCCEEDED') throw new Error(`the run ended ${instance.status}`);
    });
    latencies.push(took);
  }),
);
agent.destroy();
process.send?.({ ms, p50: percentile(latencies, 0.5) });
process.disconnect?.();
