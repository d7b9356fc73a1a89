import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openPhotosDir,
  type PhotoBytes,
  readPhotoFile,
  readPhotoOf,
} from '../../../scripts/import/photo-file.ts';
import { fetchPhoto } from '../../../scripts/import/photo-url.ts';
import { isPrivateAddress } from '../../../scripts/import/private-address.ts';

const MOST = 8_000_000;
let folder: string;
let root: string;
const at = (name: string) => join(folder, 'photos', name);
const codeOf = (read: PhotoBytes) => (read.ok ? Buffer.from(read.value).toString() : read.refusal.code);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-photos-'));
  await mkdir(at('sub'), { recursive: true });
  await mkdir(join(folder, 'photos-of-others'));
  root = await openPhotosDir(at(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a picture in the folder of photos', () => {
  it('is read with all its bytes, also through a link inside', async () => {
    await writeFile(at('sub/a.jpg'), 'picture');
    await symlink('sub/a.jpg', at('inside.jpg'));
    expect(codeOf(await readPhotoFile(root, 'sub/a.jpg'))).toBe('picture');
    expect(codeOf(await readPhotoFile(root, 'inside.jpg'))).toBe('picture');
  });

  it.each([
    ['to a file elsewhere', '/etc/hostname', 'link-1'],
    ['to a folder whose name begins alike', '../photos-of-others/x.jpg', 'link-2'],
    ['to a folder elsewhere', '/etc', 'link-3/hostname'],
  ])('that is a link %s is not read', async (_, target, path) => {
    await writeFile(join(folder, 'photos-of-others/x.jpg'), 'secret');
    await symlink(target, at(path.split('/')[0] ?? ''));
    expect(codeOf(await readPhotoFile(root, path))).toBe('photo_outside');
  });

  it.each([
    ['a folder', () => mkdir(at('folder.jpg')), 'folder.jpg', 'photo_missing'],
    [
      'a pipe, which would hold the run up',
      async () => execFileSync('mkfifo', [at('pipe.jpg')]),
      'pipe.jpg',
      'photo_missing',
    ],
    [
      'a link that leads nowhere',
      () => symlink('nowhere', at('dangling.jpg')),
      'dangling.jpg',
      'photo_missing',
    ],
    ['a link to itself', () => symlink('loop.jpg', at('loop.jpg')), 'loop.jpg', 'photo_unreadable'],
    ['below a file', () => writeFile(at('file'), ''), 'file/a.jpg', 'photo_missing'],
    ['a name longer than any file’s', async () => {}, 'a'.repeat(300), 'photo_missing'],
    ['not there', async () => {}, 'none.jpg', 'photo_missing'],
    ['too large', () => writeFile(at('huge.jpg'), Buffer.alloc(MOST + 1)), 'huge.jpg', 'image_too_large'],
  ])('that is %s is refused', async (_, make, path, code) => {
    await make();
    expect(codeOf(await readPhotoFile(root, path))).toBe(code);
  });

  it('of just the most bytes is read', async () => {
    await writeFile(at('large.jpg'), Buffer.alloc(MOST));
    const read = await readPhotoFile(root, 'large.jpg');
    expect(read.ok && read.value.length).toBe(MOST);
  });

  it.each([
    ['jpg', ['u1.jpg'], 'u1', 'u1.jpg'],
    ['jpeg', ['u2.jpeg'], 'u2', 'u2.jpeg'],
    ['png', ['u3.png'], 'u3', 'u3.png'],
    ['of two', ['u4.jpg', 'u4.png'], 'u4', 'photo_ambiguous'],
    ['of none', [], 'u5', 'photo_missing'],
    ['with colons and dots', ['a:b.c_d.jpg'], 'a:b.c_d', 'a:b.c_d.jpg'],
  ])('is found by the user_id: %s', async (_, names, userId, expected) => {
    for (const name of names) await writeFile(at(name), name);
    expect(codeOf(await readPhotoOf(root, userId))).toBe(expected);
  });

  it('needs a folder', async () => {
    await writeFile(join(folder, 'no-folder'), '');
    for (const path of ['no-folder', 'none']) {
      await expect(openPhotosDir(join(folder, path))).rejects.toThrow('is no folder that can be read');
    }
    await chmod(join(folder, 'no-folder'), 0o600);
  });
});

describe('private addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'no address',
    '',
  ])('%s is one', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '192.167.1.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is none', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('a picture at an https address', () => {
  let server: Server;
  let host: string;
  let asked: string[] = [];
  const answers: Record<
    string,
    () => { status?: number; location?: string; body?: string | Buffer; cut?: boolean }
  > = {};

  beforeAll(async () => {
    const file = (name: string) => join(folder, name);
    const names = ['-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', '/CN=localhost'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        ...names,
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
      ],
      { stdio: 'ignore' },
    );
    const [key, cert] = await Promise.all([readFile(file('key.pem')), readFile(file('cert.pem'))]);
    setDefaultCACertificates([cert.toString()]);
    server = createServer({ key, cert }, (request, response) => {
      asked.push(request.url ?? '');
      const {
        status = 200,
        location,
        body = '',
        cut = false,
      } = answers[request.url ?? '']?.() ?? { status: 404 };
      response.writeHead(status, location === undefined ? {} : { location });
      if (!cut) return void response.end(body);
      response.write('half');
      setImmediate(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchPath = (path: string, hosts = { allowed: [host], allowPrivate: true }) => {
    asked = [];
    return fetchPhoto(new URL(`https://${host}${path}`), hosts, async () => {});
  };

  it('is fetched, also behind a redirect on the same host', async () => {
    answers['/a.jpg'] = () => ({ body: 'picture' });
    answers['/moved'] = () => ({ status: 302, location: '/a.jpg' });
    expect(codeOf(await fetchPath('/a.jpg'))).toBe('picture');
    expect(codeOf(await fetchPath('/moved'))).toBe('picture');
  });

  it('of a host that was not allowed, or on another port, is not asked for', async () => {
    for (const allowed of [[], ['localhost'], ['photos.example'], [`sub.${host}`]]) {
      expect(codeOf(await fetchPath('/a.jpg', { allowed, allowPrivate: true }))).toBe('photo_host');
      expect(asked).toEqual([]);
    }
  });

  it('of a host in a private network is not asked for unless that was allowed', async () => {
    expect(codeOf(await fetchPath('/a.jpg', { allowed: [host], allowPrivate: false }))).toBe('photo_host');
    const literal = host.replace('localhost', '127.0.0.1');
    const url = new URL(`https://${literal}/a.jpg`);
    expect(codeOf(await fetchPhoto(url, { allowed: [literal], allowPrivate: false }, async () => {}))).toBe(
      'photo_host',
    );
    expect(asked).toEqual([]);
  });

  it.each([
    ['to another host', 'https://photos.example/a.jpg'],
    ['to http', 'http://localhost/a.jpg'],
    ['to a file', 'file:///etc/passwd'],
    ['to itself for ever', '/to itself for ever'],
    ['nowhere', 'https://'],
  ])('that redirects %s is refused', async (what, location) => {
    const path = `/${encodeURIComponent(what)}`;
    answers[path] = () => ({ status: 301, location: location.startsWith('/') ? path : location });
    expect(codeOf(await fetchPath(path))).toBe('photo_host');
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('that is not there is refused at once', async () => {
    expect(codeOf(await fetchPath('/none'))).toBe('photo_missing');
    expect(asked).toEqual(['/none']);
  });

  it('that is too large is refused, announced or not', async () => {
    answers['/huge'] = () => ({ body: Buffer.alloc(MOST + 1) });
    expect(codeOf(await fetchPath('/huge'))).toBe('image_too_large');
  });

  it('that fails for a moment is fetched in the end', async () => {
    const fails = [{ status: 503 }, { cut: true }, { status: 429 }];
    answers['/shaky'] = () => fails.shift() ?? { body: 'picture' };
    expect(codeOf(await fetchPath('/shaky'))).toBe('picture');
    expect(asked).toHaveLength(4);
  });

  it('that fails for long is left out, and the message does not hold its address', async () => {
    answers['/down?token=secret'] = () => ({ status: 500 });
    const read = await fetchPath('/down?token=secret');
    expect(read).toEqual({
      ok: false,
      refusal: { code: 'photo_unavailable', detail: expect.stringContaining('Run the import again') },
    });
    expect(JSON.stringify(read)).not.toContain('secret');
  });
});
