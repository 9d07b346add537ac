#include "reports/diff.h"

const char *rms_diff_which_word(rms_diff_which which)
{
    return which == RMS_DIFF_LEFT ? "left" : "right";
}

#define AS_WORD(id, word) [id] = word,

const char *rms_diff_kind_word(rms_diff_kind kind)
{
#define AS_KIND_WORD(id, word, differs) [id] = word,
    static const char *const words[] = {RMS_DIFF_KIND_MAP(AS_KIND_WORD)};
    return words[kind];
}

int rms_diff_kind_differs(rms_diff_kind kind)
{
#define AS_DIFFERS(id, word, differs) [id] = differs,
    static const int differs[] = {RMS_DIFF_KIND_MAP(AS_DIFFERS)};
    return differs[kind];
}

const char *rms_diff_wrong_word(rms_diff_wrong wrong)
{
    static const char *const words[] = {RMS_DIFF_WRONG_MAP(AS_WORD)};
    return words[wrong];
}
