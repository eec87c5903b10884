package dev.berth.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Does the same with several things, mostly agents: all are tried, several at a time, and told in the order in which
/// they were named.
public final class Several {

    private static final int AT_ONCE = 8;

    private Several() {}

    /// What is done with one.
    @FunctionalInterface
    public interface Task<T> {
        T on(String name) throws InterruptedException;
    }

    /// What came of it: a value or a failure.
    public record Result<T>(String name, Optional<T> value, Optional<Failure> failure) {}

    /// Prints the lines that each one makes, as soon as its turn has come, and what failed.
    ///
    /// @return the exit code: of one, its own; of several, 1 when any failed
    public static int print(Shell shell, List<String> names, Task<List<String>> task) throws InterruptedException {
        List<Result<List<String>>> results = new ArrayList<>();
        each(names, task, result -> {
            results.add(result);
            result.value().ifPresent(lines -> lines.forEach(shell.out()::println));
            tell(shell, result, names.size() > 1);
            shell.out().flush();
        });
        return exitCode(results);
    }

    /// Every result, in order.
    public static <T> List<Result<T>> all(List<String> names, Task<T> task) throws InterruptedException {
        List<Result<T>> results = new ArrayList<>();
        each(names, task, results::add);
        return results;
    }

    /// Prints the failure of a result, if it is one.
    ///
    /// @param named whether to say which one it is about
    public static void tell(Shell shell, Result<?> result, boolean named) {
        result.failure()
                .map(failure -> named
                        ? new Failure(failure.exitCode(), result.name() + ": " + failure.message(), failure.remedy())
                        : failure)
                .ifPresent(shell::tell);
    }

    public static int exitCode(List<? extends Result<?>> results) {
        List<ExitCode> failed = results.stream()
                .flatMap(each -> each.failure().stream())
                .map(Failure::exitCode)
                .toList();
        if (failed.isEmpty()) {
            return ExitCode.DONE.number();
        }
        return results.size() == 1 ? failed.getFirst().number() : ExitCode.FAILED.number();
    }

    private static <T> void each(List<String> names, Task<T> task, Consumer<Result<T>> consumer)
            throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(submit(threads, places, name, task));
            }
            for (int i = 0; i < names.size(); i++) {
                consumer.accept(result(names.get(i), futures.get(i)));
            }
        }
    }

    private static <T> Future<T> submit(ExecutorService threads, Semaphore places, String name, Task<T> task) {
        return threads.submit(() -> {
            places.acquire();
            try {
                return task.on(name);
            } finally {
                places.release();
            }
        });
    }

    private static <T> Result<T> result(String name, Future<T> future) throws InterruptedException {
        try {
            return new Result<>(name, Optional.of(future.get()), Optional.empty());
        } catch (ExecutionException e) {
            Failure failure = Failure.of(e.getCause()).orElseThrow(() -> new IllegalStateException(e.getCause()));
            return new Result<>(name, Optional.empty(), Optional.of(failure));
        }
    }
}
