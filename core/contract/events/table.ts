import type { z } from 'zod';

/** What a part of EVENTS must look like. */
export type EventTable = Record<string, { value: z.ZodType; credit: boolean }>;
