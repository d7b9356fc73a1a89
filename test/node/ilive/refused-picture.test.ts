import { describe, expect, it } from 'vitest';
import { failureOf, unanswered, unreadable } from '../../../src/ilive/failure.ts';
import { isIdPhotoRefused, pictureFaultOf, saysNoFace } from '../../../src/ilive/refused-picture.ts';

const failure = (status: number, code: string | null = null) => failureOf(status, code, null);

describe('a refusal of the picture itself', () => {
  it.each([
    [413, 'image_too_large', 'too_large'],
    // A proxy's page in HTML has no code.
    [413, null, 'too_large'],
    [413, 'payload_too_large', 'too_large'],
    [415, null, 'unsupported'],
    [415, 'unsupported_media_type', 'unsupported'],
    [400, 'invalid_image', 'unreadable'],
    [422, 'invalid_image', 'unreadable'],
    [400, 'image_too_small', 'too_small'],
    [422, 'resolution_too_low', 'too_small'],
    [400, 'image_too_large', 'too_large'],
    [400, 'image_dimensions_exceeded', 'too_large'],
    [400, 'unsupported_image_format', 'unsupported'],
    [400, 'corrupt_picture', 'unreadable'],
    [400, 'empty_image', 'empty'],
  ] as const)('%s %s: %s', (status, code, fault) => {
    expect(pictureFaultOf(failure(status, code))).toBe(fault);
    expect(isIdPhotoRefused(failure(status, code))).toBe(true);
  });
});

describe('no refusal of the picture', () => {
  it.each([
    [400, null],
    [400, 'invalid_request'],
    [400, 'invalid_attributes'],
    [401, 'invalid_api_key'],
    [403, 'account_inactive'],
    [404, 'image_not_found'],
    [405, null],
    [408, 'image_too_large'],
    [409, 'image_exists'],
    [422, null],
    [422, 'some_code'],
    [422, 'no_face_in_target'],
    [422, 'no_face_in_image'],
    [429, 'image_rate_limited'],
    [500, 'image_store_down'],
    [503, null],
  ])('%s %s', (status, code) => {
    expect(pictureFaultOf(failure(status, code))).toBeNull();
    expect(isIdPhotoRefused(failure(status, code))).toBe(false);
  });

  it.each([unanswered('network'), unanswered('timeout'), unreadable('body', 413)])('$code', (failed) => {
    // The status of an answer that cannot be read is not the reason of the failure.
    expect(pictureFaultOf(failed)).toBeNull();
  });
});

describe('at the comparison', () => {
  it.each([
    [413, 'image_too_large_in_target', true],
    [400, 'invalid_target_image', true],
    [413, 'image_too_large_in_source', false],
    [400, 'invalid_source_image', false],
    [415, 'unsupported_source', false],
  ])('%s %s is about the ID photo: %s', (status, code, refused) => {
    expect(isIdPhotoRefused(failure(status, code))).toBe(refused);
  });
});

describe('no face', () => {
  it.each([
    [422, 'no_face_detected', true],
    [400, 'face_not_found', true],
    [422, 'some_code', false],
    [422, null, false],
    [404, 'face_not_found', false],
    [503, 'face_service_down', false],
  ])('%s %s: %s', (status, code, none) => {
    expect(saysNoFace(failure(status, code))).toBe(none);
  });
});
