#include "cli/commands.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile int caught;

static void on_signal(int number)
{
    if (caught) /* asked twice: the user wants out now */
        _exit(128 + number);
    caught = number;
}

volatile const int *cli_catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < RMS_COUNT(numbers); i++)
        (void)sigaction(numbers[i], &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    return &caught;
}

void cli_wait_for_signal(void)
{
    sigset_t block, old;
    (void)sigemptyset(&block);
    (void)sigaddset(&block, SIGINT);
    (void)sigaddset(&block, SIGTERM);
    (void)sigaddset(&block, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &block, &old); /* so that a signal between the test and the wait is not lost */
    while (!caught)
        (void)sigsuspend(&old);
    (void)sigprocmask(SIG_SETMASK, &old, NULL);
}
