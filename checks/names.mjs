// Every name in the template is one that exists: resource types and their properties at any depth, targets of Ref, GetAtt, Sub,
// DependsOn and conditions, attributes. The other check knows neither SAM's resources nor attributes inside their properties.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

const spec = loadAwsServiceSpecSync();

const pseudo = new Set(['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix']
  .map((name) => `AWS::${name}`));

// A SAM resource: what it becomes, what SAM adds that the specification does not list yet, and what one may Ref besides its name.
const sam = {
  'AWS::Serverless::Function': {
    becomes: 'AWS::Lambda::Function',
    own: ['LoggingConfig', 'SnapStart', 'TenancyConfig', 'AutoPublishAliasAllProperties', 'VersionDeletionPolicy'],
    refs: ['Alias', 'Version'],
  },
  'AWS::Serverless::Api': {
    becomes: 'AWS::ApiGateway::RestApi',
    own: ['AlwaysDeploy'],
    refs: ['Stage', 'Deployment'],
  },
};

const resourceAttributes = ['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata',
  'CreationPolicy', 'UpdatePolicy'];

const describe = (type) => spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];

const isIntrinsic = (value) => Object.keys(value).length === 1 && /^(Ref|Condition|Fn::.*)$/.test(Object.keys(value)[0]);

/** What is wrong, a sentence each; empty if nothing is. */
export function findings(template) {
  const found = [];
  const resources = template.Resources;
  const isCustom = (type) => type.startsWith('Custom::');

  function checkRef(at, name) {
    const [id, part] = name.split('.');
    const samRefs = sam[resources[id]?.Type]?.refs ?? [];
    const known = part === undefined ? name in resources || name in (template.Parameters ?? {}) || pseudo.has(name) : samRefs.includes(part);
    if (!known) found.push(`${at}: nothing is called ${name}.`);
  }

  function checkGetAtt(at, path) {
    const [id, ...rest] = typeof path === 'string' ? path.split('.') : path;
    const type = resources[id]?.Type;
    if (!type) return found.push(`${at}: there is no resource ${id}.`);
    const attribute = rest.join('.');
    const attributes = describe(sam[type]?.becomes ?? type)?.attributes ?? {};
    if (!isCustom(type) && !(attribute in attributes)) found.push(`${at}: ${type} has no attribute ${attribute}.`);
  }

  function checkSub(at, value) {
    const [text, own] = Array.isArray(value) ? value : [value, {}];
    for (const [, name] of text.matchAll(/\$\{([^!}]+)\}/g)) {
      if (name in own) continue;
      const isSamRef = sam[resources[name.split('.')[0]]?.Type]?.refs.includes(name.split('.')[1]);
      if (name.includes('.') && !isSamRef) checkGetAtt(at, name);
      else checkRef(at, name);
    }
    for (const name of Object.keys(own)) if (!text.includes(`\${${name}}`)) found.push(`${at}: Sub does not use ${name}.`);
  }

  function checkCondition(at, name) {
    if (!(name in (template.Conditions ?? {}))) found.push(`${at}: there is no condition ${name}.`);
  }

  function checkReferences(at, value) {
    if (value === null || typeof value !== 'object') return;
    if (!Array.isArray(value) && isIntrinsic(value)) {
      const [name, argument] = Object.entries(value)[0];
      if (name === 'Ref') checkRef(at, argument);
      if (name === 'Fn::GetAtt') checkGetAtt(at, argument);
      if (name === 'Fn::Sub') checkSub(at, argument);
      if (name === 'Fn::If') checkCondition(at, argument[0]);
      if (name === 'Condition') checkCondition(at, argument);
    }
    for (const [key, inner] of Object.entries(value)) checkReferences(`${at}/${key}`, inner);
  }

  function checkType(at, value, type) {
    if (value === null || typeof value !== 'object' || !type) return;
    if (!Array.isArray(value) && isIntrinsic(value)) {
      if (value['Fn::If']) value['Fn::If'].slice(1).forEach((branch) => checkType(at, branch, type));
      return;
    }
    if (type.type === 'array' && Array.isArray(value)) value.forEach((inner, i) => checkType(`${at}/${i}`, inner, type.element));
    if (type.type === 'map' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) checkType(`${at}/${key}`, inner, type.element);
    }
    if (type.type === 'tag') checkProperties(at, value, { Key: {}, Value: {} });
    if (type.type === 'ref') checkProperties(at, value, spec.get('typeDefinition', type.reference).properties);
    // one of several shapes: wrong only if it is wrong as each of them
    if (type.type === 'union') {
      const tries = type.types.map((one) => {
        const start = found.length;
        checkType(at, value, one);
        return found.splice(start);
      });
      if (!tries.some((faults) => faults.length === 0)) found.push(...tries[0]);
    }
  }

  function checkProperties(at, values, known, required = true) {
    for (const [name, value] of Object.entries(values)) {
      if (!(name in known)) found.push(`${at}: there is no property ${name}.`);
      else checkType(`${at}/${name}`, value, known[name].type);
    }
    if (!required) return;
    for (const [name, { required: must }] of Object.entries(known)) {
      if (must && !(name in values)) found.push(`${at}: the property ${name} is missing.`);
    }
  }

  function propertiesOf(type) {
    if (isCustom(type)) return { ...describe('AWS::CloudFormation::CustomResource').properties };
    const { becomes, own } = sam[type] ?? {};
    if (!becomes) return describe(type).properties;
    const target = describe(becomes).properties;
    const added = Object.fromEntries(own.map((name) => [name, target[name] ?? {}]));
    return { ...describe(type).properties, ...added };
  }

  for (const [section, type] of [['Function', 'AWS::Serverless::Function'], ['Api', 'AWS::Serverless::Api']]) {
    const globals = template.Globals?.[section];
    if (globals) checkProperties(`Globals/${section}`, globals, propertiesOf(type), false);
  }

  for (const [id, resource] of Object.entries(resources)) {
    const at = `Resources/${id}`;
    if (!isCustom(resource.Type) && !describe(resource.Type)) {
      found.push(`${at}: there is no type ${resource.Type}.`);
      continue;
    }
    for (const key of Object.keys(resource)) if (!resourceAttributes.includes(key)) found.push(`${at}: a resource has no ${key}.`);
    const known = propertiesOf(resource.Type);
    const free = isCustom(resource.Type) ? Object.fromEntries(Object.keys(resource.Properties ?? {}).map((name) => [name, {}])) : {};
    checkProperties(at, resource.Properties ?? {}, { ...free, ...known }, !sam[resource.Type]);
    for (const target of [resource.DependsOn ?? []].flat()) {
      if (!(target in resources)) found.push(`${at}: DependsOn names ${target}, which is not there.`);
    }
    if (resource.Condition) checkCondition(at, resource.Condition);
  }
  for (const section of ['Globals', 'Rules', 'Conditions', 'Resources', 'Outputs']) checkReferences(section, template[section] ?? {});

  const used = JSON.stringify({ ...template, Parameters: {}, Metadata: {} });
  for (const name of Object.keys(template.Parameters ?? {})) {
    if (!used.includes(`{"Ref":"${name}"}`) && !used.includes(`\${${name}}`)) found.push(`Parameters/${name}: nothing reads it.`);
  }
  return found;
}
