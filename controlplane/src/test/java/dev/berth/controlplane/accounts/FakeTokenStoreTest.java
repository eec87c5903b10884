package dev.berth.controlplane.accounts;

class FakeTokenStoreTest extends TokenStoreContract {

    private final FakeTokenStore store = new FakeTokenStore();

    @Override
    protected TokenStore empty() {
        return store;
    }

    @Override
    protected TokenStore reopened() {
        return store;
    }
}
