// Names the functions of a program that a run of it uses, in the order of their first calls.
//
// usage: used-functions PROGRAM ARGUMENT ...       the program's own output is dropped
//        used-functions --ending TEXT PROGRAM      the symbols whose name ends so; nothing is run
//
// Each function of the program's symbol table gets a breakpoint, which goes when it is hit, so a run costs one stop for
// each function that it uses. Linux on x86-64 and 64-bit ARM; exits with 1 where that is not permitted.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
typedef struct user_regs_struct registers;
typedef uint8_t instruction;
static const instruction breakpoint = 0xCC;
#define PROGRAM_COUNTER(registers) (registers).rip
// The processor is behind the breakpoint when it stops.
static const uint64_t passed = 1;
#elif defined(__aarch64__)
typedef struct user_regs_struct registers;
typedef uint32_t instruction;
static const instruction breakpoint = 0xD4200000;
#define PROGRAM_COUNTER(registers) (registers).pc
static const uint64_t passed = 0;
#else
#error "only x86-64 and 64-bit ARM are known"
#endif

typedef struct {
    uint64_t address;
    const char *name;
    instruction original;
    bool isArmed;
} function;

static function *functions;
static size_t count;

static void fail(const char *what) {
    fprintf(stderr, "used-functions: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int byAddress(const void *one, const void *other) {
    uint64_t a = ((const function *)one)->address, b = ((const function *)other)->address;
    return (a > b) - (a < b);
}

static bool endsWith(const char *text, const char *ending) {
    size_t length = strlen(text), expected = strlen(ending);
    return length >= expected && strcmp(text + length - expected, ending) == 0;
}

// Reads the symbol table: all symbols that end so, or with none given, the functions, by address and each address once.
// Returns whether the program may be loaded anywhere.
static bool readSymbols(const char *path, const char *ending) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) fail(path);
    const uint8_t *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) fail(path);
    close(file);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)bytes;
    errno = ENOEXEC;
    if ((size_t)status.st_size < sizeof *header || memcmp(bytes, ELFMAG, SELFMAG) != 0) fail(path);
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(bytes + header->e_shoff);
    for (int section = 0; section < header->e_shnum; section++) {
        if (sections[section].sh_type != SHT_SYMTAB) continue;
        const Elf64_Sym *symbols = (const Elf64_Sym *)(bytes + sections[section].sh_offset);
        const char *names = (const char *)bytes + sections[sections[section].sh_link].sh_offset;
        size_t total = sections[section].sh_size / sizeof *symbols;
        functions = calloc(total, sizeof *functions);
        if (functions == NULL) fail("memory");
        for (size_t index = 0; index < total; index++) {
            const Elf64_Sym *symbol = &symbols[index];
            if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= header->e_shnum) continue;
            const char *name = names + symbol->st_name;
            if (ending != NULL) {
                if (endsWith(name, ending)) puts(name);
            } else if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC
                       && (sections[symbol->st_shndx].sh_flags & SHF_EXECINSTR)) {
                functions[count++] = (function){.address = symbol->st_value, .name = name};
            }
        }
    }
    qsort(functions, count, sizeof *functions, byAddress);
    size_t kept = 0;
    for (size_t index = 0; index < count; index++) {
        if (kept == 0 || functions[kept - 1].address != functions[index].address) functions[kept++] = functions[index];
    }
    count = kept;
    return header->e_type == ET_DYN;
}

// Where a program was loaded.
static uint64_t loadAddress(pid_t process, const char *path) {
    char name[64], line[PATH_MAX + 128];
    snprintf(name, sizeof name, "/proc/%d/maps", process);
    FILE *maps = fopen(name, "r");
    if (maps == NULL) fail(name);
    uint64_t address = 0;
    while (address == 0 && fgets(line, sizeof line, maps) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (endsWith(line, path)) address = strtoull(line, NULL, 16);
    }
    fclose(maps);
    return address;
}

static void set(int memory, uint64_t address, instruction value) {
    if (pwrite(memory, &value, sizeof value, (off_t)address) != sizeof value) fail("writing to the program");
}

static void arm(int memory, uint64_t base) {
    for (size_t index = 0; index < count; index++) {
        function *each = &functions[index];
        each->address += base;
        if (pread(memory, &each->original, sizeof each->original, (off_t)each->address) != sizeof each->original) continue;
        set(memory, each->address, breakpoint);
        each->isArmed = true;
    }
}

// Goes on behind a breakpoint; false when there was none.
static bool pass(pid_t thread, int memory) {
    registers values;
    struct iovec part = {&values, sizeof values};
    if (ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &part) != 0) return false;
    function wanted = {.address = PROGRAM_COUNTER(values) - passed};
    function *found = bsearch(&wanted, functions, count, sizeof *functions, byAddress);
    if (found == NULL) return false;
    // Several threads may have come to the same one.
    if (found->isArmed) {
        found->isArmed = false;
        set(memory, found->address, found->original);
        puts(found->name);
    }
    PROGRAM_COUNTER(values) = found->address;
    return ptrace(PTRACE_SETREGSET, thread, (void *)NT_PRSTATUS, &part) == 0;
}

int main(int argumentCount, char **arguments) {
    if (argumentCount == 4 && strcmp(arguments[1], "--ending") == 0) {
        readSymbols(arguments[3], arguments[2]);
        return 0;
    }
    char path[PATH_MAX];
    errno = EINVAL;
    if (argumentCount < 2 || realpath(arguments[1], path) == NULL) fail("give a program and its arguments");
    bool isAnywhere = readSymbols(path, NULL);

    pid_t process = fork();
    if (process < 0) fail("fork");
    if (process == 0) {
        int null = open("/dev/null", O_RDWR);
        if (null < 0 || dup2(null, 1) < 0 || ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(126);
        execv(path, arguments + 1);
        _exit(127);
    }
    int status;
    if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) fail("tracing");
    ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)(PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/mem", process);
    int memory = open(name, O_RDWR | O_CLOEXEC);
    if (memory < 0) fail(name);
    arm(memory, isAnywhere ? loadAddress(process, path) : 0);
    ptrace(PTRACE_CONT, process, NULL, NULL);

    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) fail("waiting");
        if (!WIFSTOPPED(status)) {
            if (thread == process) break;
            continue;
        }
        int signal = WSTOPSIG(status);
        bool isOurs = status >> 16 != 0 || signal == SIGSTOP || (signal == SIGTRAP && pass(thread, memory));
        ptrace(PTRACE_CONT, thread, NULL, (void *)(intptr_t)(isOurs ? 0 : signal));
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
    fprintf(stderr, "used-functions: %s did not end well\n", path);
    return 1;
}
