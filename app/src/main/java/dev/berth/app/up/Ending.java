package dev.berth.app.up;

import java.util.concurrent.CountDownLatch;

/// Ends the work of a thread when the process is asked to end, and holds the process until that work is over.
///
/// The thread is interrupted, whatever it does: a start that waits for an image or for an agent is given up at once.
final class Ending {

    private final CountDownLatch done = new CountDownLatch(1);

    private Ending() {}

    /// For the thread that calls this; what lies between this and [#over] is the work.
    static Ending ofThisProcess() {
        Ending ending = new Ending();
        Thread worker = Thread.currentThread();
        UpCommand.whenAskedToEnd(() -> ending.end(worker));
        return ending;
    }

    private void end(Thread worker) {
        if (done.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            done.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void over() {
        done.countDown();
    }
}
