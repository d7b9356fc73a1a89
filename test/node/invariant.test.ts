import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applicantEventSchema, type EventType } from '../../src/core/events.ts';
import type { StatusName } from '../../src/core/machine.ts';
import { missingEvidence } from '../support/approval-evidence.ts';
import { histories, runParameters } from '../support/histories.ts';

describe('approval, whatever happens in whatever order', () => {
  it('stands on complete evidence, by an oracle that reads the raw log', () => {
    fc.assert(
      fc.property(histories, ({ moves, log }) => {
        const approved = moves.find(({ after }) => after?.status.name === 'approved')?.after;
        if (approved) expect(missingEvidence(log.slice(0, approved.seq))).toBeNull();
      }),
      runParameters(10_000),
    );
  }, 60_000);

  it('comes at once when the evidence is complete and nobody was asked', () => {
    fc.assert(
      fc.property(histories, ({ moves, log }) => {
        for (const { after } of moves) {
          if (after?.status.name !== 'verifying') continue;
          expect(missingEvidence(log.slice(0, after.seq))).not.toBeNull();
        }
      }),
      runParameters(1_000),
    );
  }, 60_000);

  it('is final but for erasure, and so is rejection', () => {
    fc.assert(
      fc.property(histories, ({ moves }) => {
        for (const { before, after, command } of moves) {
          const status = before?.status.name;
          if (status === 'erased') expect(after?.status.name).toBe('erased');
          if ((status !== 'approved' && status !== 'rejected') || command.type === 'erase') continue;
          expect(after?.status).toEqual(before?.status);
        }
      }),
      runParameters(1_000),
    );
  }, 60_000);
});

describe('the histories are worth their name', () => {
  it('they reach every status and every event', () => {
    const statuses = new Map<StatusName, number>();
    const types = new Map<EventType, number>();
    for (const { state, log } of fc.sample(histories, { numRuns: 1_000, seed: 1 })) {
      if (state) statuses.set(state.status.name, (statuses.get(state.status.name) ?? 0) + 1);
      for (const { type } of log) types.set(type, (types.get(type) ?? 0) + 1);
    }
    expect(Math.min(...statuses.values()), JSON.stringify([...statuses])).toBeGreaterThan(4);
    expect(statuses.size).toBe(8);
    const all = applicantEventSchema.unwrap().options.map((option) => option.shape.type.value);
    expect(all.filter((type) => (types.get(type) ?? 0) < 5 && type !== 'consent_recorded')).toEqual([]);
  });
});
