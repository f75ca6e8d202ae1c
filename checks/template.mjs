// Reads template.yaml with CloudFormation's short tags as their long forms: !Ref X is { Ref: 'X' }.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

export const path = fileURLToPath(new URL('../template.yaml', import.meta.url));
export const source = readFileSync(path, 'utf8');

const names = ['And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Not', 'Or',
  'Ref', 'Select', 'Split', 'Sub'];

const longForm = (name) => (['Ref', 'Condition'].includes(name) ? name : `Fn::${name}`);

const tags = names.flatMap((name) => ['scalar', 'map', 'seq'].map((kind) => ({
  tag: `!${name}`,
  ...(kind === 'scalar' ? {} : { collection: kind }),
  resolve: (value) => {
    const plain = kind === 'scalar' ? value : value.toJSON();
    return { toJSON: () => ({ [longForm(name)]: plain }) };
  },
})));

/** The template as plain objects; throws on the first error of syntax, unknown tags included. */
export function parse(text) {
  const document = parseDocument(text, { customTags: tags, version: '1.1' });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw problem;
  return JSON.parse(JSON.stringify(document.toJS()));
}
