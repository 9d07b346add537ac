/* Load the case files given as arguments, or the built-in ones, and print every message; 0 when there is none. */
#include "harness/cases/cases.h"

#include <stdio.h>

static size_t messages;

static void print_lint(void *context, const rms_lint *message)
{
    (void)context;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_lint_print(message, &text);
    rms_buffer_putc(&text, '\n');
    (void)fputs(text.p ? text.p : "out of memory\n", stdout);
    messages++;
}

int main(int argc, char **argv)
{
    rms_suite *suite = NULL;
    rms_error err = {0};
    const rms_status status =
        argc > 1 ? rms_suite_load_files((const char *const *)argv + 1, (size_t)argc - 1, print_lint, NULL, &suite, &err)
                 : rms_suite_load(NULL, print_lint, NULL, &suite, &err);
    if (status == RMS_OK)
        (void)printf("%zu rules, %zu cases, %zu answers, %zu messages\n", suite->n_rules, suite->n_cases,
                     suite->n_answers, suite->n_messages);
    else
        (void)printf("%s: %s\n", rms_status_text(status), err.text);
    rms_suite_free(suite);
    return status != RMS_OK || messages > 0;
}
