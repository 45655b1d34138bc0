import type { Context } from '../context.ts';
import { atPlaces, readDefinitionFile } from '../definition-file.ts';
import { EXIT_CODES } from '../exit-code.ts';

/** Asks the server whether it would accept a definition; stores nothing. */
export async function validate(context: Context, path: string): Promise<number> {
  const file = await readDefinitionFile(path);
  const { workflows } = context.client;
  const verdict = await atPlaces(
    file,
    file.kind === 'dsl' ? workflows.validateYaml(file.text) : workflows.validate(file.request),
  );
  if (context.isJson) context.json(verdict);
  context.say(`${context.colors.green('✔')} ${path} is valid.`);
  return EXIT_CODES.succeeded.code;
}
