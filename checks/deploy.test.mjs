// scripts/deploy.sh itself, with stand-ins for the tools it calls: each writes down how it was called.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../scripts/deploy.sh', import.meta.url));
const example = fileURLToPath(new URL('../samconfig.toml.example', import.meta.url));

const outputs = JSON.stringify([
  { OutputKey: 'AdminFunction', OutputValue: 'items-Admin-1:live' },
  { OutputKey: 'ApiUrl', OutputValue: 'https://api.example/v1' },
]);

const aws = `#!/usr/bin/env bash
echo "aws $* in $AWS_REGION" >> "$CALLS"
if [[ $1 == cloudformation ]]; then echo '${outputs}'; exit; fi
n=$(grep -c '^aws lambda' "$CALLS")
cp "$ANSWERS/$n" "\${@: -1}"
cat "$ANSWERS/$n.error" 2>/dev/null || echo None
`;

const record = (name, code = 0) => `#!/usr/bin/env bash\necho "${name} $*" >> "$CALLS"\nexit ${code}\n`;

/** Runs a copy of the script. `answers` are the admin function's, in turn. */
function deploy({ answers = [], config = readFileSync(example, 'utf8'), tools = {}, args = [] }) {
  const root = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    for (const folder of ['scripts', 'bin', 'answers']) mkdirSync(join(root, folder));
    cpSync(script, join(root, 'scripts/deploy.sh'));
    if (config !== null) writeFileSync(join(root, 'samconfig.toml'), config);
    for (const [name, text] of Object.entries({ aws, sam: record('sam'), mvn: record('mvn'), ...tools })) {
      writeFileSync(join(root, 'bin', name), text);
      chmodSync(join(root, 'bin', name), 0o755);
    }
    answers.forEach(({ body, error }, i) => {
      writeFileSync(join(root, 'answers', `${i + 1}`), typeof body === 'string' ? body : JSON.stringify(body));
      if (error) writeFileSync(join(root, 'answers', `${i + 1}.error`), error);
    });
    const calls = join(root, 'calls');
    const { status, stdout, stderr } = spawnSync(join(root, 'scripts/deploy.sh'), args, {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, CALLS: calls, ANSWERS: join(root, 'answers') },
    });
    const made = existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
    return { status, stdout, stderr, calls: made, invocations: made.filter((call) => call.startsWith('aws lambda')) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('builds, deploys, then migrates until nothing is left', () => {
  const { status, stdout, calls, invocations } = deploy({ answers: [{ body: { left: 70 } }, { body: { left: 5 } }, { body: { left: 0 } }] });
  assert.equal(status, 0);
  assert.match(stdout, /https:\/\/api\.example\/v1/);
  assert.deepEqual(calls.map((call) => call.split(' ')[0]), ['mvn', 'sam', 'aws', 'aws', 'aws', 'aws']);
  assert.equal(invocations.length, 3);
  for (const call of invocations) {
    assert.match(call, /--function-name items-Admin-1:live .* in eu-central-1$/);
    assert.match(call, /--payload \{"action":"apply"\} /);
  }
});

test('hands its arguments to sam deploy', () => {
  const { calls } = deploy({ answers: [{ body: { left: 0 } }], args: ['--no-confirm-changeset'] });
  assert.ok(calls.includes('sam deploy --no-fail-on-empty-changeset --no-confirm-changeset'), calls.join('\n'));
});

test('gives up when an invocation gets no tenant further, and shows what it said', () => {
  const stuck = { left: 2, failed: ['acme', 'globex'] };
  const { status, stderr, invocations } = deploy({ answers: [{ body: { left: 9 } }, { body: stuck }, { body: stuck }] });
  assert.equal(status, 1);
  assert.match(stderr, /2 tenants are left and none gets further: .*acme.*globex/);
  assert.equal(invocations.length, 3);
});

test('stops at an error of the function', () => {
  const { status, stderr, invocations } = deploy({ answers: [{ body: { errorMessage: 'no database' }, error: 'Unhandled' }] });
  assert.equal(status, 1);
  assert.match(stderr, /Unhandled.*no database/);
  assert.equal(invocations.length, 1);
});

for (const body of ['{}', '{"left": "none"}', 'null', 'nonsense']) {
  test(`does not take ${body} for an answer`, () => {
    const { status, stderr, invocations } = deploy({ answers: [{ body }] });
    assert.equal(status, 1);
    assert.match(stderr, /does not say what is left/);
    assert.equal(invocations.length, 1);
  });
}

test('migrates nothing when the deployment failed', () => {
  const { status, calls } = deploy({ tools: { sam: record('sam', 1) } });
  assert.equal(status, 1);
  assert.deepEqual(calls.map((call) => call.split(' ')[0]), ['mvn', 'sam']);
});

test('deploys nothing when the build failed', () => {
  const { status, calls } = deploy({ tools: { mvn: record('mvn', 1) } });
  assert.equal(status, 1);
  assert.equal(calls.length, 1);
});

test('says what to do without samconfig.toml', () => {
  const { status, stderr, calls } = deploy({ config: null });
  assert.equal(status, 1);
  assert.match(stderr, /Copy samconfig.toml.example/);
  assert.deepEqual(calls, []);
});
