import type { Context } from '../context.ts';
import { atPlaces, type DefinitionFile, readDefinitionFile } from '../definition-file.ts';
import { EXIT_CODES } from '../exit-code.ts';

/** Stores a definition as a new version. */
export async function push(context: Context, path: string): Promise<number> {
  const definition = await pushDefinition(context, await readDefinitionFile(path));
  if (context.isJson) context.json(definition);
  const { workflow_id, workflow_version_id } = definition.metadata;
  const active = definition.is_active ? 'active' : 'not active';
  context.say(`Pushed ${context.colors.bold(workflow_id)}, version ${workflow_version_id} (${active}).`);
  context.say(context.colors.dim(`Run it with: rondo run ${workflow_id} --wait`));
  return EXIT_CODES.succeeded.code;
}

/** Stores what a file holds and answers the new version. */
export const pushDefinition = ({ client }: Context, file: DefinitionFile) =>
  atPlaces(
    file,
    file.kind === 'dsl' ? client.workflows.pushYaml(file.text) : client.workflows.push(file.request),
  );
