#include "harness/parser/process.h"

#include "protocol/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 240, CHUNK = 4096 };

struct rms_process {
    char *const *argv;
    unsigned timeout_ms, listen_ms, listen_now_ms;
    pid_t pid; /* 0: there is none */
    int in, out, err;
    rms_buffer got;            /* what came and is no answer yet */
    char words[WORDS_MAX + 1]; /* its last ones on standard error */
    rms_process_counts counts;
};

static const char plain[] =
    "GET /?Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=asg-1&InstanceId.1=i-1 HTTP/1.1\n\n";

static long now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- starting and ending ---- */

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void end(rms_process *p)
{
    if (p->pid) {
        (void)kill(-p->pid, SIGKILL);
        (void)kill(p->pid, SIGKILL);
        while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    p->pid = 0;
    close_one(&p->in);
    close_one(&p->out);
    close_one(&p->err);
    rms_buffer_clear(&p->got);
}

static _Noreturn void become(char *const *argv, int in, int out, int err, int report)
{
    (void)setpgid(0, 0);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)signal(SIGINT, SIG_DFL);
    if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(err, 2) >= 0)
        (void)execvp(argv[0], argv);
    const int why = errno;
    const ssize_t written = write(report, &why, sizeof why);
    _exit(written < 0 ? 126 : 127);
}

static void set_flags(int fd)
{
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Pipes of the child's three streams and one on which a failed exec is told. */
enum { IN, OUT, ERR, REPORT, PIPES };

static int make_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++)
        pipes[i][0] = pipes[i][1] = -1;
    for (int i = 0; i < PIPES; i++)
        if (pipe(pipes[i]) != 0 || fcntl(pipes[i][0], F_SETFD, FD_CLOEXEC) || fcntl(pipes[i][1], F_SETFD, FD_CLOEXEC))
            return 0;
    return 1;
}

static void close_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++) {
        close_one(&pipes[i][0]);
        close_one(&pipes[i][1]);
    }
}

/* Keep our ends of the streams. */
static void adopt(rms_process *p, pid_t pid, int pipes[PIPES][2])
{
    p->pid = pid;
    p->in = pipes[IN][1];
    p->out = pipes[OUT][0];
    p->err = pipes[ERR][0];
    pipes[IN][1] = pipes[OUT][0] = pipes[ERR][0] = -1;
    set_flags(p->in);
    set_flags(p->out);
    set_flags(p->err);
}

static rms_status start(rms_process *p, rms_error *err)
{
    int pipes[PIPES][2], why = 0;
    if (!make_pipes(pipes)) {
        close_pipes(pipes);
        return rms_fail(err, RMS_E_IO, 0, "no pipe: %s", strerror(errno));
    }
    (void)signal(SIGPIPE, SIG_IGN);
    const pid_t pid = fork();
    if (pid == 0)
        become(p->argv, pipes[IN][0], pipes[OUT][1], pipes[ERR][1], pipes[REPORT][1]);
    close_one(&pipes[REPORT][1]);
    const int failed = pid < 0 ? errno : 0;
    if (pid > 0) {
        adopt(p, pid, pipes);
        if (read(pipes[REPORT][0], &why, sizeof why) != (ssize_t)sizeof why)
            why = 0;
    }
    close_pipes(pipes);
    p->words[0] = '\0';
    p->counts.started++;
    if (failed || why) {
        end(p);
        return rms_fail(err, RMS_E_IO, 0, "'%s' cannot be started: %s", p->argv[0], strerror(failed ? failed : why));
    }
    return RMS_OK;
}

/* ---- talking ---- */

/* Keep the last line of what came on standard error. */
static void keep_words(rms_process *p, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t have = strlen(p->words);
        if (have && p->words[have - 1] == '\n') /* a new line begins: forget the last one */
            have = 0;
        if (have < WORDS_MAX) {
            const int shown = bytes[i] == '\n' || ((unsigned char)bytes[i] >= ' ' && bytes[i] != 0x7f);
            p->words[have] = (char)(shown ? bytes[i] : '?');
            p->words[have + 1] = '\0';
        }
    }
}

static void drain_errors(rms_process *p)
{
    char chunk[CHUNK];
    ssize_t n;
    while ((n = read(p->err, chunk, sizeof chunk)) > 0)
        keep_words(p, chunk, (size_t)n);
    if (n == 0)
        close_one(&p->err);
}

/* 1 when something came, 0 when nothing is there, -1 at the end of the stream. */
static int take_output(rms_process *p)
{
    char chunk[CHUNK];
    int came = 0;
    ssize_t n;
    while (p->got.n <= RMS_ANSWER_LINE_MAX && (n = read(p->out, chunk, sizeof chunk)) != 0) {
        if (n < 0)
            return errno == EINTR || errno == EAGAIN ? came : -1;
        rms_buffer_append(&p->got, chunk, (size_t)n);
        came = 1;
    }
    return p->got.n > RMS_ANSWER_LINE_MAX ? 1 : -1;
}

static int has_line(const rms_process *p)
{
    return p->got.n && memchr(p->got.p, '\n', p->got.n) != NULL;
}

/* Send what is left of `frame` and take what comes, until there is a line, the stream ends or the time is over. */
typedef enum talk_end { TALK_LINE, TALK_OVER_LONG, TALK_ENDED, TALK_LATE } talk_end;

static talk_end talk(rms_process *p, rms_span frame, long until)
{
    for (;;) {
        if (has_line(p))
            return TALK_LINE;
        if (p->got.n > RMS_ANSWER_LINE_MAX)
            return TALK_OVER_LONG;
        const long left = until - now_ms();
        if (left <= 0)
            return TALK_LATE;
        struct pollfd fds[3] = {{p->out, POLLIN, 0}, {p->err, POLLIN, 0}, {frame.n ? p->in : -1, POLLOUT, 0}};
        if (poll(fds, 3, (int)left) < 0 && errno != EINTR)
            return TALK_ENDED;
        if (fds[1].revents)
            drain_errors(p);
        if (fds[2].revents) {
            const ssize_t n = write(p->in, frame.p, frame.n);
            if (n > 0)
                frame = (rms_span){frame.p + n, frame.n - (size_t)n};
            else if (n < 0 && errno != EAGAIN && errno != EINTR)
                frame.n = 0; /* it does not read any more; what it says or how it ends comes on the other pipe */
        }
        if (fds[0].revents && take_output(p) < 0)
            return has_line(p) ? TALK_LINE : TALK_ENDED;
    }
}

/* 1 when there is more than the line in what came, after listening a while. */
static int says_more(rms_process *p, size_t line_n)
{
    const unsigned ms = p->listen_now_ms > p->listen_ms ? p->listen_now_ms : p->listen_ms;
    struct pollfd fd = {p->out, POLLIN, 0};
    if (p->got.n <= line_n + 1 && poll(&fd, 1, (int)ms) > 0)
        (void)take_output(p);
    return p->got.n > line_n + 1;
}

static void say_how_it_ended(rms_process *p, rms_parser_answer *ret)
{
    int status = 0;
    drain_errors(p);
    const long until = now_ms() + 500; /* it closed its output; give it a moment to end by itself */
    while (p->pid && waitpid(p->pid, &status, WNOHANG) == 0) {
        if (now_ms() >= until) {
            rms_parser_answer_fail(ret, RMS_SAID_DIED, "it closed its standard output");
            return;
        }
        (void)poll(NULL, 0, 5);
    }
    p->pid = 0;
    p->words[strcspn(p->words, "\n")] = '\0';
    const char *colon = p->words[0] ? "; its last words: " : "";
    if (WIFSIGNALED(status))
        rms_parser_answer_fail(ret, RMS_SAID_DIED, "it was killed by signal %d (%s)%s%s", WTERMSIG(status),
                               strsignal(WTERMSIG(status)), colon, p->words);
    else
        rms_parser_answer_fail(ret, RMS_SAID_DIED, "it ended with status %d%s%s", WEXITSTATUS(status), colon, p->words);
}

/* Send the request and make an answer of what comes. */
static rms_status converse(rms_process *p, rms_span request, unsigned limit_ms, rms_parser_answer *ret)
{
    RMS_AUTO(rms_buffer_done) rms_buffer frame = {0};
    const char length[4] = {(char)(request.n >> 24 & 0xff), (char)(request.n >> 16 & 0xff),
                            (char)(request.n >> 8 & 0xff), (char)(request.n & 0xff)};
    rms_buffer_append(&frame, length, sizeof length);
    rms_buffer_span(&frame, request);
    if (frame.status != RMS_OK)
        return frame.status;
    const talk_end how = talk(p, rms_buffer_view(&frame), now_ms() + (long)limit_ms);
    if (p->got.status != RMS_OK)
        return p->got.status;
    if (how == TALK_ENDED) {
        say_how_it_ended(p, ret);
        p->counts.died++;
    } else if (how == TALK_LATE) {
        rms_parser_answer_fail(ret, RMS_SAID_NOTHING, "no line within %u ms", limit_ms);
        p->counts.hung++;
    } else if (how == TALK_OVER_LONG) {
        rms_parser_answer_fail(ret, RMS_SAID_LONG_LINE, "a line of more than %zu bytes", RMS_ANSWER_LINE_MAX);
    } else {
        const size_t n = (size_t)((const char *)memchr(p->got.p, '\n', p->got.n) - p->got.p);
        const size_t shown = n && p->got.p[n - 1] == '\r' ? n - 1 : n;
        if (says_more(p, n)) {
            rms_parser_answer_fail(ret, RMS_SAID_SEVERAL_LINES, "more than one line; behind the first: %.*s",
                                   (int)strcspn(p->got.p + n + 1, "\r\n"), p->got.p + n + 1);
        } else {
            const rms_status status = rms_parser_answer_read((rms_span){p->got.p, shown}, ret);
            rms_buffer_clear(&p->got);
            return status;
        }
    }
    end(p);
    return RMS_OK;
}

/* A line that came behind an answer, after it was listened for. */
static int unasked(rms_process *p)
{
    struct pollfd fd = {p->out, POLLIN, 0};
    if (poll(&fd, 1, 0) > 0)
        (void)take_output(p);
    return p->got.n > 0;
}

static rms_status warm_up(rms_process *p)
{
    RMS_AUTO(rms_parser_answer_done) rms_parser_answer first = {0};
    return converse(p, (rms_span){plain, sizeof plain - 1}, RMS_PROCESS_START_MS, &first);
}

static rms_status ask(void *context, rms_span request, rms_parser_answer *ret, rms_error *err)
{
    rms_process *p = context;
    rms_status status = RMS_OK;
    p->counts.asked++;
    if (p->pid && unasked(p)) {
        rms_parser_answer_fail(ret, RMS_SAID_SEVERAL_LINES, "a line that nobody asked for came before this request");
        end(p);
        return RMS_OK;
    }
    if (!p->pid && (status = start(p, err)) == RMS_OK)
        status = warm_up(p);
    if (status == RMS_OK && !p->pid) /* it is not even able to answer a plain request: ask it all the same */
        status = start(p, err);
    if (status == RMS_OK)
        status = converse(p, request, p->timeout_ms, ret);
    p->listen_now_ms = 0;
    return status == RMS_E_NOMEM ? rms_fail(err, status, 0, "%s", rms_status_text(status)) : status;
}

static void fresh(void *context)
{
    rms_process *p = context;
    end(p);
    p->listen_now_ms = RMS_PROCESS_LISTEN_MS;
}

/* ---- the object ---- */

rms_status rms_process_new(char *const *argv, unsigned timeout_ms, rms_process **ret)
{
    rms_process *p = calloc(1, sizeof *p);
    if (!p)
        return RMS_E_NOMEM;
    p->argv = argv;
    p->timeout_ms = timeout_ms ? timeout_ms : RMS_PROCESS_TIMEOUT_MS;
    p->in = p->out = p->err = -1;
    *ret = p;
    return RMS_OK;
}

void rms_process_free(rms_process *process)
{
    if (!process)
        return;
    end(process);
    rms_buffer_done(&process->got);
    free(process);
}

void rms_process_freep(rms_process **process)
{
    rms_process_free(*process);
    *process = NULL;
}

rms_parser rms_process_parser(rms_process *process)
{
    return (rms_parser){process, ask, fresh};
}

rms_process_counts rms_process_count(const rms_process *process)
{
    return process->counts;
}

void rms_process_listen(rms_process *process, unsigned ms)
{
    process->listen_ms = ms;
}
