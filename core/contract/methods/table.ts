import type { z } from 'zod';

/** What a part of METHODS must look like. */
export type MethodTable = Record<string, { input: z.ZodType; output: z.ZodType }>;
