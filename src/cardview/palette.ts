/**
 * Feishu's colours by hue and shade, light theme and dark theme
 * (open.feishu.cn/document/feishu-cards/enumerations-for-fields-related-to-color). The bare name of a hue is its
 * shade 600.
 */
const SHADES = [50, 100, 200, 300, 350, 400, 500, 600, 700, 800, 900] as const;
const HUES: { readonly [hue: string]: readonly [light: string, dark: string] } = {
  blue: [
    'f0f4ff e0e9ff c2d4ff 94b4ff 7aa2ff 5083fb 336df4 1456f0 0442d2 002f9e 002270',
    '152340 173166 194294 2655b6 275fce 3370eb 4c88ff 75a4ff 8fb4ff bdd2ff e0e9ff',
  ],
  carmine: [
    'fef0f8 fee2f2 f8c4e1 f598cc eb78b8 df58a5 cc398c b82879 9d1562 730744 550c35',
    '3a182b 591c3f 782b57 94386c ab417d c24a8e db5ea4 ed77ba fc94cf ffc2e5 ffe0f2',
  ],
  green: [
    'e4fae1 d0f5ce 95e599 5cd168 35bd4b 32a645 258832 1a7526 0b6017 04430c 022c07',
    '0e2b0a 173b12 21511a 296621 2f7526 35872a 419e34 51ba43 69cc5c 99e490 cbf5c6',
  ],
  indigo: [
    'f2f3fd e9eafb cccff9 abb0f2 959bee 757df0 5b65f5 4752e6 333dcc 1e27a4 151b70',
    '1e204a 2a2d69 373d90 474fb8 515ad6 5e68e8 7b83f7 9499f7 aaaff8 cdd0f9 e7e9fe',
  ],
  lime: [
    'f2f8d3 e3f0a3 c8dd5f a2c10b 91ad00 7b9207 6b7f06 5c6d08 4a5804 333d00 262e00',
    '212702 303804 404c06 53610a 5f700a 6b7f05 82990a 93af04 a6c313 c2e12d e3f391',
  ],
  grey: [
    'f5f6f7 f2f3f5 eff0f1 dee0e3 d0d3d6 bbbfc4 8f959e 646a73 373c43 2b2f36 1f2329',
    '1a1a1a 292929 373737 434343 505050 5f5f5f 757575 a6a6a6 e0e0e0 e8e8e8 ebebeb',
  ],
  orange: [
    'fff3e5 fee7cd fec48b ff9d4c ff811a ed6d0c c25705 a44904 853a05 642b02 3b1a02',
    '33210b 4a2b10 683a12 8a4a19 a15317 b85e1a db7018 f3871b f89e44 fec88b fee7cd',
  ],
  purple: [
    'f5f0fe efe6fe dcc9fd c8a9fc b791fa 9f6ff1 8d55ed 7a35f0 611fd6 4811a6 2f0080',
    '2b194a 3f2073 5529a3 6c39c6 7c4ad4 8c55ec a575fa b88ffe c5a3ff dbc8fd efe5ff',
  ],
  red: [
    'fef0f0 fee3e2 fdc6c4 f89e9b ff7570 f54a45 e22e28 c02a26 a11c17 741915 590603',
    '3d1a19 591f1d 7b2524 a03331 b33a37 d14642 f05b56 f6827e f89e9b fdc6c4 fee3e2',
  ],
  sunflower: [
    'ffffdb fffca3 fff67a fff258 ffe928 e5ce00 c2a800 8f7c00 5c4f00 423700 2c2502',
    '29250a 38320c 574d01 7a6a01 9c8702 c9b218 e5cd17 f5df36 f7e663 faed7a fff59e',
  ],
  turquoise: [
    'e2f8f5 c4f2ec 6fe8d8 33d6c0 2dbeab 10a893 0f8575 067062 045d51 03443b 02312a',
    '132926 173b36 1d4e47 25665e 227369 198578 1fa18f 1ab7a1 17cfb5 65e7d5 b7f7ef',
  ],
  violet: [
    'fceefc f9e2f9 f3c4f3 e59ce5 de81de cf5ecf bf3dbf a630a6 872787 6a116a 520052',
    '3b153b 541854 712871 8b378b a43da4 b54ab5 d661d6 e17fe1 e99be9 f4c3f4 fcdffc',
  ],
  wathet: [
    'e7f8fe caeffc 97dcfc 3ec3f7 25b0e7 1295ca 047fb0 076a94 0f587a 06415c 072b3d',
    '152830 103647 164359 135a78 146c91 1a7fab 1099cc 25b2e5 51c3f0 89dffe c7f0ff',
  ],
  yellow: [
    'fbf4df faedc2 fcdf7e fad355 ffc60a d99904 ad7a03 865b03 6f4a01 573601 382201',
    '30250a 473409 63470f 8a6419 ad7d15 d49b0b f0b622 fbcb46 fcd456 ffde75 ffeaa3',
  ],
};

/** Shades that grey alone has. */
const MORE_GREYS: { readonly [shade: string]: readonly [light: string, dark: string] } = {
  '00': ['ffffff', '0a0a0a'],
  '650': ['51565d', 'cfcfcf'],
  '950': ['0f1114', 'f8f8f8'],
  '1000': ['000000', 'ffffff'],
};

/** Every colour as a CSS variable that follows the theme: `--fs-blue-600: light-dark(…)`. */
export function paletteVariables(): string {
  const greys = Object.entries(MORE_GREYS).map(
    ([shade, [light, dark]]) => `--fs-grey-${shade}:light-dark(#${light},#${dark});`,
  );
  return Object.entries(HUES)
    .flatMap(([hue, [light, dark]]) => {
      const lights = light.split(' ');
      const darks = dark.split(' ');
      return SHADES.map((shade, i) => `--fs-${hue}-${shade}:light-dark(#${lights[i]},#${darks[i]});`);
    })
    .concat(greys)
    .join('\n');
}

/** Whether this is the name of a hue, such as `blue`; `neutral` is another name for grey. */
export function hueOf(name: unknown): string | undefined {
  if (name === 'neutral') return 'grey';
  return typeof name === 'string' && Object.hasOwn(HUES, name) ? name : undefined;
}

/** The CSS colour of a colour name (`red`, `red-50`, `white`); undefined if Feishu has no such colour. */
export function namedColor(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  if (name === 'white') return '#fff';
  if (name === 'bg-white') return 'var(--fs-surface)';
  const [, hue, shade = '600'] = /^([a-z]+)(?:-(\d+))?$/.exec(name) ?? [];
  const known = hueOf(hue);
  const isShade =
    SHADES.some((one) => String(one) === shade) || (known === 'grey' && Object.hasOwn(MORE_GREYS, shade));
  return known && isShade ? `var(--fs-${known}-${shade})` : undefined;
}
