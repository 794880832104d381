/** The words that the sample organisation is made of. The lists of names have no common divisor in their lengths, so that pairs never repeat. */

export const FIRST_NAMES = [
  ...['Anna', 'Jörg', 'Emily', 'Mehmet', 'Katharina', 'Oliver', 'Birgit', 'Thomas', 'Leila', 'Stefan', 'Grace', 'Matthias', 'Sabine'],
  ...['Henry', 'Ayşe', 'Michael', 'Charlotte', 'Uwe', 'Zeynep', 'Daniel', 'Renate', 'James', 'Franziska', 'Piotr', 'Monika', 'Andreas'],
  ...['Hannah', 'Dirk', 'Lucy', 'Volker', 'Ingrid', 'Paul', 'Nadine', 'George', 'Ulrike', 'Samir', 'Heike', 'Lukas', 'Sophie', 'Günther'],
] as const;

export const LAST_NAMES = [
  ...['Meier', 'Müller', 'Taylor', 'Yılmaz', 'Schröder', 'Fischer', 'Walker', 'Krüger', 'Hoffmann', 'Brown', 'Weber', 'Kowalski', 'Becker'],
  ...[
    'Wright',
    'Schäfer',
    'Nguyen',
    'Koch',
    'Hughes',
    'Bauer',
    'Jansen',
    'Richter',
    'Klein',
    'Evans',
    'Wolf',
    'Neumann',
    'Schwarz',
    'Carter',
  ],
  ...[
    'Zimmermann',
    'Braun',
    'Hofmann',
    'Lange',
    'Morgan',
    'Krause',
    'Lehmann',
    'Köhler',
    'Maier',
    'Herrmann',
    'König',
    'Walter',
    'Bennett',
  ],
  ...['Huber', 'Kaiser', 'Fuchs', 'Peters', 'Lang', 'Weiß', 'Jung'],
] as const;

export interface SampleContext {
  /** Name of the OXContext and of the context in OX. */
  readonly name: string;
  readonly id: number;
  readonly company: string;
  readonly street: string;
  readonly users: number;
  /** Each is a group of its people. */
  readonly departments: readonly string[];
  readonly titles: readonly string[];
}

export const CITY = 'Lindenau';
export const DOMAIN = 'lindenau.example';
export const BASE_DN = 'dc=lindenau,dc=example';

export const CONTEXTS: readonly SampleContext[] = [
  {
    name: 'city-hall',
    id: 10,
    company: 'Stadt Lindenau',
    street: 'Am Markt',
    users: 132,
    departments: [
      ...['Mayors Office', 'Citizens Service', 'Registry Office', 'Finance', 'Human Resources', 'IT Service'],
      ...['Planning and Building', 'Public Order', 'Culture and Libraries', 'Youth Welfare', 'Parks & Gardens'],
    ],
    titles: ['Clerk', 'Team Lead', 'Referentin', 'Sachbearbeitung', 'Head of Department', 'Apprentice'],
  },
  {
    name: 'schools',
    id: 20,
    company: 'Schulen der Stadt Lindenau',
    street: 'Schulstraße',
    users: 112,
    departments: [
      ...['Gymnasium am See', 'Realschule Mitte', 'Grundschule Nord', 'Grundschule Ost', 'Berufskolleg'],
      ...['Music School', 'Adult Education', 'School Administration'],
    ],
    titles: ['Lehrkraft', 'Teacher', 'Schulleitung', 'Sekretariat', 'Librarian'],
  },
  {
    name: 'utilities',
    id: 30,
    company: 'Stadtwerke Lindenau GmbH',
    street: 'Hafenweg',
    users: 56,
    departments: ['Power Grid', 'Water Works', 'Gas and Heat', 'Customer Care', 'Fleet', 'Control Room'],
    titles: ['Engineer', 'Netzplanung', 'Dispatcher', 'Kundenberatung', 'Meister'],
  },
];
