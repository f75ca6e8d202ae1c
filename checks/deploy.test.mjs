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

/** An answer of the admin function, as AdminHandlerTest has it. */
const answer = (ended, migrated, left, problems = []) => ({ body: { ended, migrated, failed: problems.length, left, problems } });
const done = answer('COMPLETE', 1, 0);
const stuck = [{ tenant: 'acme', problem: 'V2__colours.sql failed' }, { tenant: 'globex', problem: 'V1__items.sql was changed' }];

test('builds, deploys, then migrates until nothing is left', () => {
  const { status, stdout, calls, invocations } = deploy({ answers: [answer('OUT_OF_TIME', 30, 70), answer('OUT_OF_TIME', 65, 5), answer('COMPLETE', 5, 0)] });
  assert.equal(status, 0);
  assert.match(stdout, /30 tenants migrated, 0 failed, 70 left/);
  assert.match(stdout, /https:\/\/api\.example\/v1/);
  assert.deepEqual(calls.map((call) => call.split(' ')[0]), ['mvn', 'sam', 'aws', 'aws', 'aws', 'aws']);
  assert.equal(invocations.length, 3);
  for (const call of invocations) {
    assert.match(call, /--function-name items-Admin-1:live .* in eu-central-1$/);
    assert.match(call, /--payload \{"action":"apply"\} /);
  }
});

test('goes on past tenants that failed, while there is time for others', () => {
  const { status, stderr, invocations } = deploy({ answers: [answer('OUT_OF_TIME', 7, 9, stuck), answer('COMPLETE', 7, 2, stuck)] });
  assert.equal(status, 1);
  assert.match(stderr, /2 tenants are not migrated \(COMPLETE\), 2 of them failed/);
  assert.equal(invocations.length, 2);
});

for (const [why, first] of [
  ['tenants failed', answer('COMPLETE', 98, 2, stuck)],
  ['too many failed', answer('HALTED', 98, 40, stuck)],
  ['its time was over before it got anywhere', answer('OUT_OF_TIME', 0, 2, stuck)],
]) {
  test(`asks once when ${why}, and names them`, () => {
    const { status, stderr, invocations } = deploy({ answers: [first] });
    assert.equal(status, 1);
    assert.match(stderr, /acme: V2__colours.sql failed\n.*globex: V1__items.sql was changed\n/);
    assert.match(stderr, /deploy: \d+ tenants are not migrated .* Mend them, then run this again/);
    assert.equal(invocations.length, 1);
  });
}

test('hands its arguments to sam deploy', () => {
  const { calls } = deploy({ answers: [done], args: ['--no-confirm-changeset'] });
  assert.ok(calls.includes('sam deploy --no-fail-on-empty-changeset --no-confirm-changeset'), calls.join('\n'));
});

test('stops at an error of the function', () => {
  const { status, stderr, invocations } = deploy({ answers: [{ body: { errorMessage: 'no database' }, error: 'Unhandled' }] });
  assert.equal(status, 1);
  assert.match(stderr, /Unhandled.*no database/);
  assert.equal(invocations.length, 1);
});

for (const body of ['{}', '{"ended": "COMPLETE", "migrated": 0, "failed": 0, "left": "none"}', '{"left": 0}', 'null', 'nonsense']) {
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
