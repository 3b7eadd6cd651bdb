/**
 * Depth palettes as 256 RGB steps from far (0) to near (255): turbo to look, viridis and gray to
 * measure, jet only for comparison with older pictures. Turbo: A. Mikhailov, Google, Apache-2.0;
 * viridis: van der Walt and Smith, CC0; jet by its piecewise definition.
 */
import type { Preferences } from '../../core/contract/schema/capture.js';

export type PaletteName = Preferences['depthPalette'];
export const PALETTE_NAMES = ['turbo', 'viridis', 'gray', 'jet'] as const satisfies PaletteName[];

/** Pixels without data: a grey that occurs in none of the colour palettes (--depth-invalid). */
export const NO_DATA_RGB = [0x7e, 0x83, 0x8a] as const;

const STEPS = 256;
/** Steps as RRGGBB, far first. */
const TURBO =
  '30123b32154333184a341b51351e5836215f37246638276d392a733a2d793b2f803c32863d358b3e38913f3b97' +
  '3f3e9c4040a24143a74146ac4249b1424bb5434eba4451bf4454c34456c74559cb455ccf455ed34661d64664da' +
  '4666dd4669e0466be3476ee64771e94773eb4776ee4778f0477bf2467df44680f64682f84685fa4687fb458afc' +
  '458cfd448ffe4391fe4294ff4196ff4099ff3e9bfe3d9efe3ba0fd3aa3fc38a5fb37a8fa35abf833adf731aff5' +
  '2fb2f42eb4f22cb7f02ab9ee28bceb27bee925c0e723c3e422c5e220c7df1fc9dd1ecbda1ccdd81bd0d51ad2d2' +
  '1ad4d019d5cd18d7ca18d9c818dbc518ddc218dec018e0bd19e2bb19e3b91ae4b61ce6b41de7b21fe9af20eaac' +
  '22ebaa25eca727eea42aefa12cf09e2ff19b32f29835f39438f4913cf58e3ff68a43f78746f8844af8804ef97d' +
  '52fa7a55fa7659fb735dfc6f61fc6c65fd6969fd666dfe6271fe5f75fe5c79fe597dff5680ff5384ff5188ff4e' +
  '8bff4b8fff4992ff4796fe4499fe429cfe409ffd3fa1fd3da4fc3ca7fc3aa9fb39acfb38affa37b1f936b4f836' +
  'b7f735b9f635bcf534bef434c1f334c3f134c6f034c8ef34cbed34cdec34d0ea34d2e935d4e735d7e535d9e436' +
  'dbe236dde037dfdf37e1dd37e3db38e5d938e7d739e9d539ebd339ecd13aeecf3aefcd3af1cb3af2c93af4c73a' +
  'f5c53af6c33af7c13af8be39f9bc39faba39fbb838fbb637fcb336fcb136fdae35fdac34fea933fea732fea431' +
  'fea130fe9e2ffe9b2dfe992cfe962bfe932afe9029fd8d27fd8a26fc8725fc8423fb8122fb7e21fa7b1ff9781e' +
  'f9751df8721cf76f1af66c19f56918f46617f36315f26014f15d13f05b12ef5811ed5510ec530feb500eea4e0d' +
  'e84b0ce7490ce5470be4450ae2430ae14109df3f08dd3d08dc3b07da3907d83706d63506d43305d23105d02f05' +
  'ce2d04cc2b04ca2a04c82803c52603c32503c12302be2102bc2002b91e02b71d02b41b01b21a01af1801ac1701' +
  'a91601a71401a41301a112019e10019b0f01980e01950d01920b018e0a018b09028808028507028106027e0502' +
  '7a0403';
/** Steps as RRGGBB, far first. */
const VIRIDIS =
  '44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668' +
  '48176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979' +
  '472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84' +
  '433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a' +
  '3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d' +
  '355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e' +
  '2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e' +
  '297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e' +
  '23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b' +
  '1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a486' +
  '21a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d' +
  '2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf70' +
  '46c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f' +
  '65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d549' +
  '89d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30' +
  'b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a' +
  'd8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723' +
  'fde725';

function fromHex(hex: string): Uint8Array {
  const out = new Uint8Array(STEPS * 3);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return out;
}

function grayRamp(): Uint8Array {
  const out = new Uint8Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) out.fill(i, 3 * i, 3 * i + 3);
  return out;
}

function jetRamp(): Uint8Array {
  const out = new Uint8Array(STEPS * 3);
  const channel = (x: number, centre: number): number =>
    Math.round(255 * Math.max(0, Math.min(1, 1.5 - Math.abs(4 * x - centre))));
  for (let i = 0; i < STEPS; i++) {
    const x = i / (STEPS - 1);
    out[3 * i] = channel(x, 3);
    out[3 * i + 1] = channel(x, 2);
    out[3 * i + 2] = channel(x, 1);
  }
  return out;
}

const made = new Map<PaletteName, Uint8Array>();

/** RGB steps of a palette, `256 * 3` bytes, far first. */
export function paletteSteps(name: PaletteName): Uint8Array {
  const known = made.get(name);
  if (known) return known;
  const steps =
    name === 'turbo'
      ? fromHex(TURBO)
      : name === 'viridis'
        ? fromHex(VIRIDIS)
        : name === 'gray'
          ? grayRamp()
          : jetRamp();
  made.set(name, steps);
  return steps;
}

/** One colour of a palette as CSS; `share` 0 is the far end, 1 the near one. */
export function paletteCss(name: PaletteName, share: number): string {
  const steps = paletteSteps(name);
  const step = Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1)) * 3;
  return `rgb(${[0, 1, 2].map((i) => String(steps[step + i]!)).join(' ')})`;
}

/**
 * Colours of every raw count as RGBA words for an ImageData (little-endian ABGR). Count 0 is
 * no data; counts outside the range keep the colour of its end.
 * @param rangeMm near and far, near < far
 * @returns Uint32Array of 65536
 */
export function depthLookup(
  name: PaletteName,
  metresPerCount: number,
  rangeMm: readonly [number, number],
): Uint32Array {
  const steps = paletteSteps(name);
  const [nearMm, farMm] = rangeMm;
  const span = Math.max(farMm - nearMm, 1e-6);
  const out = new Uint32Array(65536);
  for (let count = 1; count < out.length; count++) {
    const near = 1 - (count * metresPerCount * 1000 - nearMm) / span;
    const step = Math.round(Math.max(0, Math.min(1, near)) * (STEPS - 1)) * 3;
    out[count] = word(steps[step]!, steps[step + 1]!, steps[step + 2]!);
  }
  out[0] = word(...NO_DATA_RGB);
  return out;
}

function word(red: number, green: number, blue: number): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
