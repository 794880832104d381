import { describe, expect, test } from 'vitest';
import { type AttributeValue, user } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_USER, CREATE_USER } from './tables/soap-calls.ts';

const stage = useStage();

const picture = (head: readonly number[], tail: string): Buffer => Buffer.concat([Buffer.from(head), Buffer.from(tail)]);
const JPEG = picture([0xff, 0xd8, 0xff, 0xe0], 'a face');
const OTHER_JPEG = picture([0xff, 0xd8, 0xff, 0xe1], 'another face');
const PNG = picture([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'a face');
const GIF = Buffer.from('GIF89a, a face');

async function pictureOf(uid: string): Promise<readonly unknown[]> {
  const found = await stage.user(uid);
  return [found?.image1, found?.image1ContentType];
}

const octets = (value: Buffer): readonly Buffer[] => [value];

describe('the picture of a user', () => {
  test.each([
    ['JPEG', JPEG, 'image/jpeg'],
    ['PNG', PNG, 'image/png'],
    ['GIF', GIF, 'image/gif'],
  ] as const)('in %s is sent with its content type', async (format, bytes, contentType) => {
    expect(await stage.say(user(`face-${format}`, { jpegPhoto: bytes }))).toEqual([CREATE_USER]);
    expect(await pictureOf(`face-${format}`)).toEqual([bytes.toString('base64'), contentType]);
  });

  test('is set, changed, kept when it is taken away (OX cannot clear it) and set again', async () => {
    const say = (value: AttributeValue) => stage.say(user('face', { jpegPhoto: value }));
    expect(await say(JPEG)).toEqual([CREATE_USER]);
    expect([await say(PNG), await pictureOf('face')]).toEqual([[CHANGE_USER], [PNG.toString('base64'), 'image/png']]);
    expect([await say(undefined), await pictureOf('face')]).toEqual([[], [PNG.toString('base64'), 'image/png']]);
    expect([await say(OTHER_JPEG), await pictureOf('face')]).toEqual([[CHANGE_USER], [OTHER_JPEG.toString('base64'), 'image/jpeg']]);
    expect(await say(OTHER_JPEG)).toEqual([]);
  });

  test('that is empty is no picture', async () => {
    expect(await stage.say(user('face-empty', { jpegPhoto: octets(Buffer.alloc(0)) as unknown as readonly string[] }))).toEqual([
      CREATE_USER,
    ]);
    expect(await pictureOf('face-empty')).toEqual([undefined, undefined]);
  });

  test('in a format that OX cannot show is left out and noted, and the user is provisioned all the same', async () => {
    expect(await stage.say(user('face-odd', { jpegPhoto: Buffer.from('%PDF-1.7, no face') }))).toEqual([CREATE_USER]);
    expect(await pictureOf('face-odd')).toEqual([undefined, undefined]);
    expect(stage.warnings.join('\n')).toContain('jpegPhoto holds no JPEG, PNG or GIF picture');
  });

  test('of a quarter of a megabyte arrives whole, in one call', async () => {
    const large = Buffer.concat([JPEG, Buffer.alloc(250_000, 7)]);
    expect(await stage.say(user('face-large', { jpegPhoto: large }))).toEqual([CREATE_USER]);
    expect((await pictureOf('face-large'))[0]).toBe(large.toString('base64'));
  });
});
