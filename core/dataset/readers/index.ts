/** All readers' rules, and what they find in a tree. */
import type { ReaderFinding, ReaderName } from '../../contract/schema/dataset-export.js';
import { ANOMALIB_RULES } from './anomalib.js';
import { AST_RULES } from './ast.js';
import type { TreeFacts } from './facts.js';
import { ADS_RULES, M3DM_RULES, UNINET_RULES } from './patchcore.js';
import type { ReaderRule } from './rule.js';

export const READER_RULES: Readonly<Record<ReaderName, readonly ReaderRule[]>> = {
  ast: AST_RULES,
  '3d-ads': ADS_RULES,
  m3dm: M3DM_RULES,
  anomalib: ANOMALIB_RULES,
  unet: UNINET_RULES,
};

/** As a user knows them. */
export const READER_TITLES: Readonly<Record<ReaderName, string>> = {
  ast: 'AST',
  '3d-ads': '3D-ADS',
  m3dm: 'M3DM',
  anomalib: 'anomalib',
  unet: 'UniNet',
};

const MAX_PLACES = 200;
const MAX_SAMPLES = 10_000;

/**
 * Everything that the rules of these readers find, errors first.
 * @param sampleOf the sample that a file of the tree was made from, where that is known
 */
export function examineTree(
  tree: TreeFacts,
  readers: readonly ReaderName[],
  sampleOf: (path: string) => string | null = () => null,
): ReaderFinding[] {
  const findings: ReaderFinding[] = [];
  for (const reader of readers) {
    for (const rule of READER_RULES[reader]) {
      const places = rule.find(tree);
      if (places.length === 0) continue;
      const ids = new Set(places.map(sampleOf).filter((id) => id !== null));
      findings.push({
        reader,
        rule: rule.id,
        severity: rule.severity,
        message: counted(rule.message, places.length),
        reason: rule.reason,
        source: rule.source,
        count: places.length,
        places: places.slice(0, MAX_PLACES),
        sampleIds: [...ids].slice(0, MAX_SAMPLES),
      });
    }
  }
  return findings.sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

/** `{n}` becomes the number, `[one|many]` the form that goes with it. */
function counted(message: string, n: number): string {
  return message
    .replace('{n}', String(n))
    .replace(/\[([^|\]]*)\|([^\]]*)\]/g, (_, one: string, many: string) => (n === 1 ? one : many));
}
