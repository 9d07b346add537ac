/* Play a fixed run into one report writer: play SCENARIO WRITER, the report goes to standard output.
 * SCENARIO: see scenarios.h. WRITER: console, verbose, narrow, live, or what --report takes. */
#include "scenarios.h"

#include "reports/reports.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t now;

/* A clock on which every look takes 40 ms. */
static uint64_t ticking(void)
{
    return now += 40;
}

static int die(const char *text)
{
    (void)fprintf(stderr, "play: %s\n", text);
    return 2;
}

static int die_late(const char *text)
{
    (void)fprintf(stderr, "play, at the end: %s\n", text);
    return 3;
}

static int play(const char *scenario, rms_reporter *reporter)
{
    char text[256] = "";
    if (!scenario_play(scenario, reporter)) {
        reporter->destroy(reporter);
        return die("no such scenario");
    }
    const int code = reporter->finish(reporter, text, sizeof text);
    reporter->destroy(reporter);
    return code ? die_late(text) : 0;
}

/* The live line needs a terminal: a pseudo terminal, whose other end is copied to standard output. */
static int play_live(const char *scenario)
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        return die("no pseudo terminal");
    FILE *status = fopen(ptsname(master), "w");
    FILE *nowhere = fopen("/dev/null", "w");
    if (!status || !nowhere)
        return die("cannot open the pseudo terminal");
    const rms_console_options options = {.out = nowhere, .status = status, .width = 60, .now_ms = ticking};
    rms_reporter *made = rms_console_new(&options);
    const int code = made ? play(scenario, made) : die("out of memory");
    (void)fputs("\nend\n", status);
    (void)fflush(status);
    char line[4096];
    FILE *other = fdopen(master, "r");
    while (other && fgets(line, sizeof line, other) && strncmp(line, "end", 3) != 0)
        (void)fputs(line, stdout);
    (void)fclose(status);
    (void)fclose(nowhere);
    if (other)
        (void)fclose(other);
    return code;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        rms_console_options options;
    } consoles[] = {
        {"console", {.width = 0}},
        {"verbose", {.verbose = 1, .width = 100}},
        {"narrow", {.colour = 1, .width = 50}},
    };
    if (argc != 3)
        return die("play SCENARIO WRITER");
    if (strcmp(argv[2], "live") == 0)
        return play_live(argv[1]);
    for (size_t i = 0; i < sizeof consoles / sizeof *consoles; i++)
        if (strcmp(argv[2], consoles[i].name) == 0) {
            rms_reporter *made = rms_console_new(&consoles[i].options);
            return made ? play(argv[1], made) : die("out of memory");
        }
    char text[256];
    rms_reporter *made = NULL;
    return rms_report_open(argv[2], &made, text, sizeof text) ? die(text) : play(argv[1], made);
}
