// Calls WeChat's interface with a package that no one here wrote. It reads one order as
// JSON from its input (see test_standin.py), makes the calls one after the other and
// prints each result, or the code of the error, as JSON.
'use strict';

const path = require('path');
const { createRequire } = require('module');

const installed = createRequire(path.join(process.env.NODE_PACKAGES, 'package.json'));
const API = installed('co-wechat-api');

function shown(result) {
  return Buffer.isBuffer(result) ? { bytes: result.toString('base64') } : result;
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const order = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const api = new API(order.app, order.secret);
  api.prefix = `${order.url}/cgi-bin/`;
  const results = [];
  for (const [name, ...given] of order.calls) {
    try {
      results.push({ ok: shown(await api[name](...given)) });
    } catch (error) {
      results.push({ code: error.code, name: error.name });
    }
  }
  process.stdout.write(JSON.stringify(results));
}

main();
