import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parse, source } from './template.mjs';
import { findings as names } from './names.mjs';
import { findings as schema } from './schema.mjs';

test('every name in the template exists', () => assert.deepEqual(names(parse(source)), []));

test('the template fits the schemas', () => assert.deepEqual(schema(source), []));

/** The template with a mistake in it. Fails where the text to replace is no longer there: then the mistake is not made. */
function mistake(right, wrong) {
  assert.ok(source.includes(right), `the template has no "${right}" to break`);
  return source.replace(right, wrong);
}

// A check that finds nothing may be one that looks at nothing: each mistake must be found, by what it is about.
const toNames = [
  ['a misspelt Ref', '!Ref VpcCidr', '!Ref VpcCider', /nothing is called VpcCider/],
  ['a misspelt name in Sub', '${ItemsFunction.Alias}', '${ItemFunction.Alias}', /no resource ItemFunction/],
  ['a misspelt attribute', 'MasterUserSecret.SecretArn', 'MasterUserSecret.Arn', /DBCluster has no attribute MasterUserSecret.Arn/],
  ['a misspelt attribute in Globals', '!GetAtt Cluster.Endpoint.Port', '!GetAtt Cluster.Endpoint.Prot', /Globals.*Endpoint.Prot/],
  ['a misspelt property', 'StorageEncrypted: true', 'StorageEncryption: true', /no property StorageEncryption/],
  ['a misspelt property of a property', 'SecondsUntilAutoPause: !If', 'SecondUntilAutoPause: !If', /no property SecondUntilAutoPause/],
  ['a misspelt property of a SAM function', 'SnapStart: { ApplyOn', 'SnapStarts: { ApplyOn', /no property SnapStarts/],
  ['a misspelt property inside a SAM function', 'SnapStart: { ApplyOn', 'SnapStart: { AppliesOn', /no property AppliesOn/],
  ['a misspelt property in Globals', '    Tracing: Active', '    Tracings: Active', /Globals.Function: there is no property Tracings/],
  ['a required property left out', '      DBSubnetGroupDescription: !Ref AWS::StackName\n', '', /DBSubnetGroupDescription is missing/],
  ['a missing target of DependsOn', '      - S3Endpoint\n', '      - S3Endpiont\n', /DependsOn names S3Endpiont/],
  ['a missing condition', '!If [Pauses,', '!If [Pause,', /no condition Pause/],
  ['an unknown type', 'AWS::EC2::RouteTable\n', 'AWS::EC2::RoutingTable\n', /no type AWS::EC2::RoutingTable/],
  ['a parameter that nothing reads', 'AutomaticallyAfterDays: !Ref RotationDays', 'AutomaticallyAfterDays: 30', /RotationDays: nothing reads it/],
];

for (const [what, right, wrong, finding] of toNames) {
  test(`the names check finds ${what}`, () => assert.match(names(parse(mistake(right, wrong))).join('\n'), finding));
}

const toSchema = [
  ['a deprecated runtime', 'Runtime: java25', 'Runtime: java8', /java8/],
  ['a database port open to the world', 'FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref ItemsSecurityGroup',
    'FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0', /0\.0\.0\.0/],
  ['a value of the wrong type', 'BackupRetentionPeriod: 7', 'BackupRetentionPeriod: a week', /BackupRetentionPeriod|integer|number/],
  ['a value out of range', 'BackupRetentionPeriod: 7', 'BackupRetentionPeriod: 70', /maximum of 35/],
  ['a circular reference', '    Type: AWS::EC2::RouteTable\n', '    Type: AWS::EC2::RouteTable\n    DependsOn: S3Endpoint\n', /[Cc]ircular|cycle/],
  ['YAML that is none', '  Vpc:\n', '  Vpc: [\n', /./],
];

for (const [what, right, wrong, finding] of toSchema) {
  test(`the schema check finds ${what}`, () => assert.match(schema(mistake(right, wrong)).join('\n'), finding));
}
