// Validates an AsyncAPI document, the Avro schemas it refers to included: node validate.mjs FILE
import { Parser, fromFile } from '@asyncapi/parser';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';

const ERROR = 0;
const parser = new Parser();
parser.registerSchemaParser(AvroSchemaParser());
const { document, diagnostics } = await fromFile(parser, process.argv[2]).parse();
for (const { severity, code, path, message } of diagnostics) {
  console.log(`${severity === ERROR ? 'error' : 'note'} ${code} at ${path.join('.')}: ${message}`);
}
process.exit(document && !diagnostics.some(({ severity }) => severity === ERROR) ? 0 : 1);
