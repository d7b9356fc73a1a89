import { describe, expect, it } from 'vitest';
import { addressProblem } from '../../src/notifications/receiver-url.ts';

/** Hosts of this machine, in every form that a URL can have. */
const LOOPBACK = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'a.b.localhost.',
  '%6cocalhost',
  'ⓛocalhost',
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '１２７.０.０.１',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0::0001]',
];
/** Hosts that are in no public network, or that are not to be called. */
const PRIVATE = [
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '10.1',
  '0xa.0.0.1',
  '012.0.0.1',
  '167772161',
  '100.64.0.1',
  '100.127.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '10.0.0.1.',
  // Link-local, and where clouds answer with credentials.
  '169.254.169.254',
  '169.254.169.254.',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  'metadata.google.internal',
  'metadata.google.internal.',
  'instance-data.ec2.internal',
  'metadata',
  'instance-data',
  // IPv6: unspecified, mapped, compatible, translated, link-local, unique local, site-local, multicast, for examples, tunnels.
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[0:0:0:0:0:ffff:169.254.169.254]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::1]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[2001::1]',
  '[2001:0:7f00:1::]',
  '[2001:10::1]',
  '[2001:20::1]',
  '[2001:db8::1]',
  '[2002:7f00:1::]',
  '[3fff::1]',
  '[100::1]',
  '[4000::1]',
  // Names that resolve inside a network only.
  'intranet',
  'router.lan',
  'nas.local',
  'nas.local.',
  'nas.local..',
  'db.internal',
  'x.intranet',
  'x.corp',
  'x.home',
  'x.home.arpa',
  'x.localdomain',
];
const PUBLIC = [
  'customer.example',
  'CUSTOMER.example.',
  'a-b.c.example',
  'localhost.example',
  'internal.example',
  'xn--bcher-kva.example',
  'bücher.example',
  '8.8.8.8',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '169.253.0.1',
  '192.167.0.1',
  '198.17.0.1',
  '223.255.255.255',
  '168.63.129.17',
  '0x08.8.8.8',
  '[2606:4700:4700::1111]',
  '[2a00:1450::1]',
  '[2001:4860:4860::8888]',
  '[2001:200::1]',
  '[2003::1]',
];
/** Not even a URL: zones have no place in one, and these hosts are no hosts. */
const NO_HOST = [
  '[fe80::1%25eth0]',
  '[fe80::1%eth0]',
  '[::1',
  '256.256.256.256',
  '1.2.3.4.5',
  '0x100000000',
  ' ',
  'a b.example',
  '127.0.0.1%00',
];

describe('NOTIFY_URL', () => {
  it.each(PUBLIC)('%s is public', (host) => {
    expect(addressProblem(`https://${host}/n`, false)).toBeNull();
    expect(addressProblem(`https://${host}:8443/n`, true)).toBeNull();
    expect(addressProblem(`http://${host}/n`, true)).toBe('must be https');
  });

  it.each([...LOOPBACK, ...PRIVATE])('%s is not public', (host) => {
    for (const port of ['', ':443', ':8443'])
      expect(addressProblem(`https://${host}${port}/n`, false)).toBe('must be a public address');
    expect(addressProblem(`http://${host}/n`, false)).toBe('must be https');
  });

  it.each(PRIVATE)('%s is not this machine either', (host) => {
    expect(addressProblem(`https://${host}/n`, true)).toBe('must be a public address');
    expect(addressProblem(`http://${host}/n`, true)).toBe('must be https');
  });

  it.each(LOOPBACK)('%s is taken where the sandbox needs it', (host) => {
    expect(addressProblem(`http://${host}:8788/n`, true)).toBeNull();
    expect(addressProblem(`ftp://${host}/n`, true)).toBe('must be http or https');
  });

  it.each(NO_HOST)('%j is no host', (host) => {
    for (const allowed of [true, false])
      expect(addressProblem(`https://${host}/n`, allowed)).toBe('must be a URL');
  });

  it.each([
    ['https://user@customer.example/', 'must not hold a user name or password'],
    ['https://user:pass@customer.example/', 'must not hold a user name or password'],
    ['https://:pass@customer.example/', 'must not hold a user name or password'],
    ['https://customer.example@127.0.0.1/', 'must not hold a user name or password'],
    ['https://customer.example:0/', 'must not have the port 0'],
    ['http://localhost:0/', 'must not have the port 0'],
    ['https://customer.example/#part', 'must not have a fragment'],
    ['ftp://customer.example/', 'must be https'],
    ['file:///etc/passwd', 'must be https'],
    ['data:text/plain,x', 'must be https'],
    ['//customer.example/', 'must be a URL'],
    ['customer.example', 'must be a URL'],
    ['https://customer.example:65536/', 'must be a URL'],
  ])('%s %s', (url, problem) => {
    expect(addressProblem(url, false)).toBe(problem);
    expect(addressProblem(url, true)).toBe(problem);
  });
});
