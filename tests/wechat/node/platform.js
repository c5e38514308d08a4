// Plays WeChat with packages that no one here wrote. It reads one order as JSON from
// its input (see test_library.py), delivers the messages one after the other and prints
// what it understood of each answer as JSON.
'use strict';

const crypto = require('crypto');
const path = require('path');
const { createRequire } = require('module');

const installed = createRequire(path.join(process.env.NODE_PACKAGES, 'package.json'));
const WXBizMsgCrypt = installed('wechat-crypto');
const { parseStringPromise } = installed('xml2js');

const wrapped = (text) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

function written(order, message, moment) {
  return '<xml>'
    + `<ToUserName>${wrapped(order.account)}</ToUserName>`
    + `<FromUserName>${wrapped(message.openid)}</FromUserName>`
    + `<CreateTime>${moment}</CreateTime>`
    + '<MsgType><![CDATA[text]]></MsgType>'
    + `<Content>${wrapped(message.text)}</Content>`
    + `<MsgId>${message.id}</MsgId>`
    + '</xml>';
}

function request(order, message) {
  const codec = new WXBizMsgCrypt(order.token, order.key, order.app);
  const moment = String(Math.floor(Date.now() / 1000));
  const nonce = String(crypto.randomInt(1e9, 1e10));
  const sha1 = crypto.createHash('sha1');
  const signature = sha1.update([order.token, moment, nonce].sort().join('')).digest('hex');
  const query = new URLSearchParams({ signature, timestamp: moment, nonce, openid: message.openid });
  const plain = written(order, message, moment);
  if (order.mode === 'plain') return { query, body: plain, nonce };

  const encrypted = codec.encrypt(plain);
  query.set('encrypt_type', 'aes');
  query.set('msg_signature', codec.getSignature(moment, nonce, encrypted));
  const envelope = `<Encrypt>${wrapped(encrypted)}</Encrypt></xml>`;
  const body = order.mode === 'safe'
    ? `<xml><ToUserName>${wrapped(order.account)}</ToUserName>${envelope}`
    : plain.replace(/<\/xml>$/, envelope);
  return { query, body, nonce };
}

async function fields(xml) {
  return (await parseStringPromise(xml, { explicitArray: false, trim: false })).xml;
}

async function understood(order, body, nonce) {
  if (body === '' || body === 'success') return { kind: 'success' };
  const outer = await fields(body);
  if (!outer.Encrypt) return { kind: 'plain', ...(await fields(body)) };

  const codec = new WXBizMsgCrypt(order.token, order.key, order.app);
  const signed = codec.getSignature(outer.TimeStamp, outer.Nonce, outer.Encrypt);
  const { message, id } = codec.decrypt(outer.Encrypt);
  return {
    kind: 'encrypted',
    signatureRight: signed === outer.MsgSignature,
    nonceRight: outer.Nonce === nonce,
    appRight: id === order.app,
    ...(await fields(message)),
  };
}

async function deliver(order, message) {
  const { query, body, nonce } = request(order, message);
  const answer = await fetch(`${order.url}?${query}`, {
    method: 'POST', headers: { 'Content-Type': 'text/xml' }, body,
  });
  const told = await answer.text();
  return { status: answer.status, ...(await understood(order, told, nonce)) };
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const order = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const answers = [];
  for (const message of order.messages) answers.push(await deliver(order, message));
  process.stdout.write(JSON.stringify(answers));
}

main();
