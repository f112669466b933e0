package io.continuo.store;

import org.junit.jupiter.api.Nested;

/**
 * The facts that hold for every store. A store's test is a class that extends this and says which store is meant; each fact
 * uses a namespace of its own, so the store needs no reset between them.
 */
public abstract class SessionStoreContract {

    /** The store under test: the same one for all facts, or a new one each time. */
    protected abstract SessionStore store();

    @Nested
    class Creating extends CreatingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Patching extends PatchingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Appending extends AppendingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class MessageId extends MessageIdContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Paging extends PagingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Expiring extends ExpiringContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Conflict extends ConflictContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Late extends LateContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Listing extends ListingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Sweeping extends SweepingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Debugging extends DebuggingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Exactness extends ExactnessContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Racing extends RacingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Laziness extends LazinessContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Documents extends DocumentsContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class DocumentLives extends DocumentLivesContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class DocumentIdempotency extends DocumentIdempotencyContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Users extends UsersContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class SessionSweep extends SessionSweepContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class DocumentSweep extends DocumentSweepContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Confirmation extends ConfirmationContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Owner extends OwnerContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Namespaces extends NamespacesContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Dictionaries extends DictionariesContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Rooms extends RoomContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Tokens extends TokensContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class DocumentRacing extends DocumentRacingContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }

    @Nested
    class Restoring extends RestoringContract {
        @Override
        protected SessionStore store() {
            return SessionStoreContract.this.store();
        }
    }
}
