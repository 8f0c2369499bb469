package io.caisson.testkit;

import io.caisson.api.event.EventJournal;

class FakeJournalTest extends EventJournalContractTest {
    private final FakeJournal journal = new FakeJournal();

    @Override
    protected EventJournal journal() {
        return journal;
    }

    @Override
    protected void drop(long upTo) {
        journal.forgetUpTo(upTo);
    }

    @Override
    protected void damage(long sequence) {
        journal.lose(sequence, sequence);
    }

    @Override
    protected void fill(boolean full) {
        journal.refuseAppends(full);
    }
}
