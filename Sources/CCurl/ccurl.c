#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>

#ifdef __APPLE__
static const char *const library_names[] = {"libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"};
#else
static const char *const library_names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif

// libcurl.h defines type-checking macros under these names.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(X) \
    X(curl_global_init) X(curl_version_info) \
    X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_strerror) X(curl_easy_setopt) X(curl_easy_getinfo) \
    X(curl_slist_append) X(curl_slist_free_all) \
    X(curl_multi_init) X(curl_multi_cleanup) X(curl_multi_add_handle) X(curl_multi_remove_handle) \
    X(curl_multi_setopt) X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_wakeup) X(curl_multi_info_read)

#define DECLARE(name) __typeof__(name) *name;
static struct { FUNCTIONS(DECLARE) } loaded;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void load(void) {
    void *library = NULL;
    for (size_t i = 0; library == NULL && i < sizeof library_names / sizeof *library_names; i++)
        library = dlopen(library_names[i], RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        failure = "libcurl is not installed (Debian: apt-get install libcurl4)";
        return;
    }
#define FIND(name) \
    if ((loaded.name = (__typeof__(loaded.name))dlsym(library, #name)) == NULL) { \
        failure = "the installed libcurl is too old: it has no " #name; \
        return; \
    }
    FUNCTIONS(FIND)
    if (loaded.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) failure = "libcurl cannot be initialised";
}

const char *ccurl_load(void) {
    pthread_once(&once, load);
    return failure;
}

const char *ccurl_version(void) { return loaded.curl_version_info(CURLVERSION_NOW)->version; }

int ccurl_supports_http2(void) {
    return (loaded.curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0;
}

CURL *ccurl_easy_init(void) { return loaded.curl_easy_init(); }
void ccurl_easy_cleanup(CURL *easy) { loaded.curl_easy_cleanup(easy); }
const char *ccurl_easy_strerror(CURLcode code) { return loaded.curl_easy_strerror(code); }

CURLcode ccurl_easy_setopt_long(CURL *easy, CURLoption option, long value) {
    return loaded.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_easy_setopt_string(CURL *easy, CURLoption option, const char *value) {
    return loaded.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_easy_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return loaded.curl_easy_setopt(easy, option, value);
}

CURLcode ccurl_easy_setopt_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return loaded.curl_easy_setopt(easy, option, &blob);
}

CURLcode ccurl_easy_setopt_write_callback(
    CURL *easy, CURLoption option, size_t (*callback)(char *, size_t, size_t, void *)) {
    return loaded.curl_easy_setopt(easy, option, callback);
}

CURLcode ccurl_easy_setopt_debug_callback(CURL *easy, curl_debug_callback callback) {
    return loaded.curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
}

CURLcode ccurl_easy_getinfo_long(CURL *easy, CURLINFO info, long *value) {
    return loaded.curl_easy_getinfo(easy, info, value);
}

CURLcode ccurl_easy_getinfo_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return loaded.curl_easy_getinfo(easy, info, value);
}

CURLcode ccurl_easy_getinfo_string(CURL *easy, CURLINFO info, const char **value) {
    return loaded.curl_easy_getinfo(easy, info, value);
}

const struct curl_certinfo *ccurl_easy_certinfo(CURL *easy) {
    struct curl_certinfo *certificates = NULL;
    return loaded.curl_easy_getinfo(easy, CURLINFO_CERTINFO, &certificates) == CURLE_OK ? certificates : NULL;
}

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return loaded.curl_slist_append(list, text);
}

void ccurl_slist_free_all(struct curl_slist *list) { loaded.curl_slist_free_all(list); }

CURLM *ccurl_multi_init(void) { return loaded.curl_multi_init(); }
CURLMcode ccurl_multi_cleanup(CURLM *multi) { return loaded.curl_multi_cleanup(multi); }
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy) { return loaded.curl_multi_add_handle(multi, easy); }
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy) { return loaded.curl_multi_remove_handle(multi, easy); }

CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return loaded.curl_multi_setopt(multi, option, value);
}

CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return loaded.curl_multi_perform(multi, running); }

CURLMcode ccurl_multi_poll(CURLM *multi, int milliseconds) {
    return loaded.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode ccurl_multi_wakeup(CURLM *multi) { return loaded.curl_multi_wakeup(multi); }

CURL *ccurl_multi_next_finished(CURLM *multi, CURLcode *result) {
    int left;
    for (CURLMsg *message; (message = loaded.curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
