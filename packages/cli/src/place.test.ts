import { describe, expect, it } from 'vitest';
import { withPlaces } from './place.ts';

const text = `properties: {owner: me}
workflow:
  id: a
  steps:
    - step: {id: s, type: Nope}
    - step:
        id: t.1
        transition:
          successors:
            "u.2.x": "n >"
`;
const placed = (sentence: string) => withPlaces([sentence], { name: 'a.yaml', text })[0];

describe('a sentence about a field', () => {
  it.each([
    ['workflow.id must start with a letter', '3:3'],
    ['workflow.steps[0].step.type must be one of NoOp', '5:21'],
    ['workflow.steps[1].step.transition.successors.u.2.x is not an expression', '10:13'],
    ['properties.owner must be text', '1:14'],
    ['workflow.steps[1] must be an object', '6:7'],
  ])('%s, gets the place of its key', (sentence, place) => {
    expect(placed(sentence)).toBe(`a.yaml:${place}  ${sentence}`);
  });

  it('that is missing gets the place of what should hold it', () => {
    expect(placed('workflow.steps[0].step.params.script.value is required')).toMatch(
      /^a\.yaml:5:7 {2}workflow/,
    );
  });

  it('works in JSON as well', () => {
    const json = '{\n  "workflow": {\n    "id": 5\n  }\n}\n';
    expect(withPlaces(['workflow.id must be text'], { name: 'a.json', text: json })).toEqual([
      'a.json:3:5  workflow.id must be text',
    ]);
  });

  it('stays as it is when it names none', () => {
    for (const sentence of ['the cycle is a -> b', 'workflows are fine', 'the workflow.id is bad']) {
      expect(placed(sentence)).toBe(sentence);
    }
  });
});
