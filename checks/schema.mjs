// CloudFormation's own schemas and rules: types, values, deprecated runtimes, open security groups, circular references.
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const engine = new CelEngine();

// SAM's own references, !Ref Function.Alias, which it does not know; names.mjs checks them.
const isSamReference = (d) => d.ruleId === 'F1020' && /^'\w+\.(Alias|Version)' is not one of/.test(d.message);

/** What is wrong, a sentence each; empty if nothing is. It reads a file, so the text becomes one for that long. */
export function findings(text) {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, text);
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(file), { severityLevel: 'WARN' });
    const found = diagnostics.filter((d) => !isSamReference(d))
      .map((d) => `${d.ruleId} ${d.entity?.logicalId ?? ''} line ${d.startLine}: ${d.message.slice(0, 200)}`);
    return status === 'OK' ? found : [...found, `The analysis ended as ${status}.`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
