/** Declared under `noLib`, so that types are followed through await, loops and collections. */
export const TINY_LIB_NAME = "/lambda-lint-lib.d.ts";
export const TINY_LIB = `
interface Boolean {} interface CallableFunction extends Function {} interface NewableFunction extends Function {}
interface Function { bind(self: any, ...args: any[]): any; call(self: any, ...args: any[]): any; apply(self: any, args?: any): any }
interface IArguments {} interface Number {} interface Object {} interface RegExp {} interface String {} interface Symbol {}
interface SymbolConstructor { readonly iterator: unique symbol; readonly asyncIterator: unique symbol }
declare var Symbol: SymbolConstructor;
interface PromiseLike<T> { then<R>(f: (value: T) => R | PromiseLike<R>, g?: any): PromiseLike<R> }
interface Promise<T> { then<R>(f: (value: T) => R | PromiseLike<R>, g?: any): Promise<R>; catch(f: any): Promise<T>; finally(f: any): Promise<T> }
interface PromiseConstructor { new <T>(f: any): Promise<T>; all<T>(all: readonly (T | PromiseLike<T>)[]): Promise<T[]>; resolve<T>(value: T | PromiseLike<T>): Promise<T>; race<T>(all: readonly (T | PromiseLike<T>)[]): Promise<T> }
declare var Promise: PromiseConstructor;
type Awaited<T> = T extends PromiseLike<infer U> ? Awaited<U> : T;
interface IteratorResult<T> { value: T; done?: boolean }
interface Iterator<T> { next(): IteratorResult<T> }
interface Iterable<T> { [Symbol.iterator](): Iterator<T> }
interface IterableIterator<T> extends Iterator<T>, Iterable<T> {}
interface AsyncIterable<T> { [Symbol.asyncIterator](): any }
interface Array<T> extends Iterable<T> { [n: number]: T; length: number; map<U>(f: (value: T, i: number) => U): U[]; forEach(f: (value: T, i: number) => void): void; filter(f: (value: T) => any): T[]; find(f: (value: T) => any): T | undefined; push(...items: T[]): number }
interface ReadonlyArray<T> extends Iterable<T> { readonly [n: number]: T; readonly length: number; map<U>(f: (value: T, i: number) => U): U[]; forEach(f: (value: T, i: number) => void): void; filter(f: (value: T) => any): T[]; find(f: (value: T) => any): T | undefined }
interface Map<K, V> extends Iterable<[K, V]> { get(key: K): V | undefined; set(key: K, value: V): this; has(key: K): boolean }
interface MapConstructor { new <K = any, V = any>(entries?: any): Map<K, V> } declare var Map: MapConstructor;
type Partial<T> = { [P in keyof T]?: T[P] }; type Readonly<T> = { readonly [P in keyof T]: T[P] }; type Required<T> = { [P in keyof T]-?: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] }; type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T; type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>; type NonNullable<T> = T & {};
type InstanceType<T> = T extends new (...args: any) => infer R ? R : any; type ReturnType<T> = T extends (...args: any) => infer R ? R : any;
`;
