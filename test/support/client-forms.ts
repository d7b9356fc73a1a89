/**
 * The forms of HTTP clients, byte for byte. Those marked "captured" were taken from the wire; the others are as the
 * client's documentation or source writes them.
 */

/** A form: the Content-Type of the request, the head of each part, and what differs from the usual at the end. */
type ClientForm = {
  readonly contentType: string;
  readonly boundary: string;
  readonly text: string;
  readonly file: string;
  readonly end?: string;
};

const TEXT = 'Content-Disposition: form-data; name="user_id"';
const FILE = 'Content-Disposition: form-data; name="id_photo"';
const JPEG = 'Content-Type: image/jpeg';

/** The common kind: quoted names, an unquoted boundary, no headers at the text. */
function common(boundary: string, filename: string, rest = `\r\n${JPEG}`, end?: string): ClientForm {
  const contentType = `multipart/form-data; boundary=${boundary}`;
  const file = `${FILE}; filename="${filename}"${rest}`;
  return { contentType, boundary, text: TEXT, file, ...(end === undefined ? {} : { end }) };
}

const WEBKIT = '----WebKitFormBoundaryUnxre8uB9OeYGKsb';
const GECKO = '----geckoformboundary824c7d289516a9d04fc5e397a404ca17';
const CURL = '------------------------0c43aa0931e24be0';
const PYTHON = 'd0651568573b495691bf273eb438e567';
const GO = '2913106fc91ed0ec077995a089e89e279e8275c025f998a3fa026475dac1';
const RUBY = 'DxiTApN1njnIWf889U27bowFosOJFZAEmZkwA7Cqh-M45cTS4dy6gg';
const NODE = '----formdata-undici-050064609812';
const FORM_DATA = '--------------------------5946e0cf74e358690db1bc8c';
const GUID = '159113bd-601c-495f-a8e7-33f631d22360';
const APACHE = 'fqdM7SgVYOvqIUPoh-FPvTULPqBFt1xV8fU';

const OCTETS = 'Content-Type: application/octet-stream';
const UTF8_TEXT = 'Content-Type: text/plain; charset=utf-8';

const dotnet = (names: string, type = ''): ClientForm => ({
  contentType: `multipart/form-data; boundary="${GUID}"`,
  boundary: GUID,
  text: `${UTF8_TEXT}\r\nContent-Disposition: form-data; name=user_id`,
  file: `${type}Content-Disposition: form-data; name=id_photo${names}`,
});
const spring = (contentType: string, filename: string): ClientForm => ({
  contentType,
  boundary: GUID,
  text: `${TEXT}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: 10`,
  file: `${FILE}; ${filename}\r\n${JPEG}\r\nContent-Length: 59`,
});
const webClient = (filename: string): ClientForm => ({
  contentType: `multipart/form-data;boundary="${GUID}"`,
  boundary: GUID,
  text: `Content-Type: text/plain;charset=UTF-8\r\n${TEXT}\r\nContent-Length: 10`,
  file: `${JPEG}\r\n${FILE}; ${filename}\r\nContent-Length: 59`,
});
const apache = (contentType: string, filename: string): ClientForm => ({
  contentType,
  boundary: APACHE,
  text: `${TEXT}\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit`,
  file: `${FILE}; ${filename}\r\n${JPEG}\r\nContent-Transfer-Encoding: binary`,
});
const okhttp = (filename: string): ClientForm => ({
  ...common(GUID, filename, `\r\n${JPEG}\r\nContent-Length: 59`),
  text: `${TEXT}\r\nContent-Length: 10`,
});

/** By client and kind of file name. */
export const CLIENT_FORMS: Readonly<Record<string, ClientForm>> = {
  // https://learn.microsoft.com/dotnet/api/system.net.http.multipartformdatacontent; dotnet/runtime#72447.
  '.NET HttpClient': dotnet("; filename=a.jpg; filename*=utf-8''a.jpg"),
  '.NET HttpClient, a media type': dotnet("; filename=a.jpg; filename*=utf-8''a.jpg", `${JPEG}\r\n`),
  '.NET HttpClient, UTF-8': dotnet('; filename="=?utf-8?B?w7wuanBn?="; filename*=utf-8\'\'%C3%BC.jpg'),
  '.NET HttpClient, filename* only': dotnet("; filename*=utf-8''a.jpg"),
  '.NET HttpClient, no file name': dotnet(''),
  // FormHttpMessageConverter of spring-web 5; spring-framework#25885.
  'Spring RestTemplate, charset first': spring(
    `multipart/form-data;charset=UTF-8;boundary=${GUID}`,
    'filename="a.jpg"',
  ),
  'Spring RestTemplate, boundary first': spring(
    `multipart/form-data;boundary=${GUID};charset=UTF-8`,
    'filename="a.jpg"',
  ),
  'Spring RestTemplate, UTF-8': spring(
    `multipart/form-data;boundary=${GUID}`,
    'filename="=?UTF-8?Q?=C3=BC.jpg?="',
  ),
  // MultipartHttpMessageWriter of spring-web.
  'Spring WebClient': webClient('filename="a.jpg"'),
  'Spring WebClient, UTF-8': webClient('filename="=?UTF-8?Q?=C3=BC.jpg?="; filename*=UTF-8\'\'%C3%BC.jpg'),
  // MultipartEntityBuilder of httpmime 4.5, its three modes.
  'Apache HttpClient': apache(`multipart/form-data; boundary=${APACHE}`, 'filename="a.jpg"'),
  'Apache HttpClient, a charset': apache(
    `multipart/form-data; boundary=${APACHE}; charset=UTF-8`,
    'filename="ü.jpg"',
  ),
  'Apache HttpClient, strict': apache(`multipart/form-data; boundary=${APACHE}`, 'filename="?.jpg"'),
  // Captured: OkHttp 3.13.
  OkHttp: okhttp('a.jpg'),
  'OkHttp, UTF-8': okhttp('ü %221%22.jpg'),
  // Captured: requests 2.28 with urllib3 1.26, httpx 0.23, aiohttp 3.8.
  'Python requests': common(PYTHON, 'a.jpg'),
  'Python requests, UTF-8': common(PYTHON, 'ü %221%22.jpg'),
  'Python requests, everything in files': {
    ...common(PYTHON, 'id_photo', ''),
    text: `${TEXT}; filename="user_id"`,
  },
  'Python requests, no file name': { ...common(PYTHON, ''), file: FILE },
  // urllib3 below 1.25.
  'Python requests, old, UTF-8': { ...common(PYTHON, ''), file: `${FILE}; filename*=utf-8''%C3%BC.jpg` },
  httpx: common(PYTHON, 'a.jpg'),
  'httpx, UTF-8': common(PYTHON, 'ü %221%22.jpg'),
  aiohttp: {
    ...common(PYTHON, ''),
    text: `${UTF8_TEXT}\r\n${TEXT}`,
    file: `${JPEG}\r\n${FILE}; filename="a.jpg"`,
  },
  'aiohttp, UTF-8': {
    ...common(PYTHON, ''),
    text: `${UTF8_TEXT}\r\n${TEXT}`,
    file: `${JPEG}\r\n${FILE}; filename="%C3%BC%20%221%22.jpg"`,
  },
  'aiohttp, bytes': {
    ...common(PYTHON, ''),
    text: `${OCTETS}\r\n${TEXT}; filename="user_id"`,
    file: `${OCTETS}\r\n${FILE}; filename="id_photo"`,
  },
  // Captured: Go 1.19.
  Go: common(GO, 'a.jpg', `\r\n${OCTETS}`),
  'Go, UTF-8': common(GO, 'ü \\"1\\".jpg', `\r\n${OCTETS}`),
  'Go, a boundary of all legal characters': {
    contentType: 'multipart/form-data; boundary="a\'()+_,-./:=? b"',
    boundary: "a'()+_,-./:=? b",
    text: TEXT,
    file: FILE,
  },
  // Captured: PHP 8.2, curl 7.88.
  'PHP curl': common(CURL, 'a.jpg'),
  'PHP curl, UTF-8': common(CURL, 'ü %221%22.jpg'),
  curl: common(CURL, 'a.jpg'),
  // Below 7.81 it escapes with backslashes.
  'curl, UTF-8': common(CURL, 'ü \\"1\\".jpg'),
  // Captured: Ruby 3.1.
  'Ruby net/http': common(RUBY, 'a.jpg'),
  'Ruby net/http, UTF-8': common(RUBY, 'ü \\"1\\".jpg'),
  'Ruby net/http, no file name': { ...common(RUBY, ''), file: FILE },
  // Captured: fetch of Node 20, undici, node-fetch 3, axios with form-data 4.
  'Node fetch': common(NODE, 'a.jpg'),
  'Node fetch, UTF-8': common(NODE, 'ü %221%22.jpg'),
  'node-fetch, no last line end': common('----3183029987808551057190110984', 'a.jpg', `\r\n${JPEG}`, ''),
  'axios with form-data': common(FORM_DATA, 'a.jpg'),
  'axios with form-data, UTF-8': common(FORM_DATA, 'ü %221%22.jpg'),
  'axios with form-data, no file name': { ...common(FORM_DATA, ''), file: `${FILE}\r\n${OCTETS}` },
  // Captured: Chromium and Firefox; Safari has WebKit's boundary, too, and decomposes names.
  Chrome: common(WEBKIT, 'a.jpg'),
  'Chrome, UTF-8': common(WEBKIT, 'ü %221%22.jpg'),
  Safari: common(WEBKIT, 'a.jpg'),
  'Safari, UTF-8': common(WEBKIT, 'u\u0308.jpg'),
  Firefox: common(GECKO, 'a.jpg'),
  'Firefox, UTF-8': common(GECKO, 'ü %221%22.jpg'),
};

/** Writes the body that a client sends. */
export function clientBody(
  { boundary, text, file, end = '\r\n' }: ClientForm,
  userId: string,
  picture: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = `--${boundary}\r\n${text}\r\n\r\n${userId}\r\n--${boundary}\r\n${file}\r\n\r\n`;
  return new Uint8Array(
    Buffer.concat([Buffer.from(head), picture, Buffer.from(`\r\n--${boundary}--${end}`)]),
  );
}
